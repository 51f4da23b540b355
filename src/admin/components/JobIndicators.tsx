import React, { useEffect } from 'react';
import { dateTime, figure, plural, visible } from './format';
import IndicatorChart from './IndicatorChart';
import { Card, Go, INK, LINE, Notice, SOFT } from './parts';
import type { IndicatorRow, IndicatorValue } from './shapes';
import { useApi } from './use-api';
import { fieldName } from './words';

const RUNS = 50;
const CELL = {
  textAlign: 'left',
  padding: '4px 8px 4px 0',
  verticalAlign: 'top',
  borderBottom: `1px solid ${LINE}`,
} as const;

function shown(value: IndicatorValue): string {
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return typeof value === 'number' ? figure(value) : visible(value) || '(empty)';
}

/** What became of it since the run before; colour says nothing, for more is not always better. */
function changeText({ kind, change, previous, value }: IndicatorRow): string {
  if (previous === null) return 'first run';
  if (kind === 'number' && change !== null) {
    if (change === 0) return 'unchanged';
    return `${change > 0 ? '▲ +' : '▼ −'}${figure(Math.abs(change))} since the last run`;
  }
  return previous === value ? 'unchanged' : `was ${shown(previous)}`;
}

const labelOf = ({ label, name }: IndicatorRow): string => (label === name ? fieldName(name) : visible(label));

function Indicator({ indicator }: { indicator: IndicatorRow }): React.ReactElement {
  const { name, kind, unit, value, points } = indicator;
  return (
    <div
      data-indicator={name}
      style={{ minWidth: 0, padding: 14, border: `1px solid ${LINE}`, borderRadius: 6, lineHeight: 1.4 }}
    >
      <div style={{ color: SOFT, fontSize: 12.5 }}>{labelOf(indicator)}</div>
      <div
        style={{
          color: INK,
          fontSize: kind === 'text' ? 15 : 22,
          fontWeight: 500,
          overflowWrap: 'anywhere',
          margin: '2px 0',
        }}
      >
        {shown(value)}
        {unit && <span style={{ fontSize: 14, color: SOFT }}> {visible(unit)}</span>}
      </div>
      <div style={{ color: SOFT, fontSize: 12.5 }} data-change>
        {changeText(indicator)}
      </div>
      {kind !== 'text' && points.length > 1 && <IndicatorChart indicator={indicator} />}
      {points.length > 1 && (
        <details style={{ marginTop: 8, fontSize: 12.5 }}>
          <summary style={{ cursor: 'pointer', color: SOFT }}>{plural(points.length, 'run')}</summary>
          <div style={{ maxHeight: 220, overflow: 'auto' }}>
            <table style={{ width: '100%', borderCollapse: 'collapse', marginTop: 6 }}>
              <thead>
                <tr>
                  {['Job', 'Value', 'When'].map((head) => (
                    <th key={head} scope="col" style={{ ...CELL, color: SOFT, fontWeight: 400 }}>
                      {head}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {[...points].reverse().map((point) => (
                  <tr key={point.jobId}>
                    <td style={CELL}>
                      <Go to={`/admin/resources/Job/records/${point.jobId}/show`}>{point.number}</Go>
                    </td>
                    <td style={{ ...CELL, overflowWrap: 'anywhere' }}>{shown(point.value)}</td>
                    <td style={CELL}>{dateTime(point.at)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </details>
      )}
    </div>
  );
}

/** What a job measured, beside the runs before it; asked for again when its state changes. */
export default function JobIndicators({ jobId, status }: { jobId: string; status: string }): React.ReactElement | null {
  const { data, error, reload } = useApi<{ indicators: readonly IndicatorRow[] }>(
    `/jobs/${jobId}/indicators?runs=${RUNS}`,
  );
  useEffect(() => reload(), [status]);
  if (!data) return error ? <Notice kind="danger">{visible(error)}</Notice> : null;
  if (data.indicators.length === 0) return null;
  return (
    <Card title="Indicators">
      <div style={{ display: 'grid', gap: 16, gridTemplateColumns: 'repeat(auto-fill, minmax(220px, 1fr))' }}>
        {data.indicators.map((indicator) => (
          <Indicator key={indicator.name} indicator={indicator} />
        ))}
      </div>
    </Card>
  );
}
