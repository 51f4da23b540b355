import React from 'react';
import { dateTime, figure } from './format';
import { ACCENT, LINE } from './parts';
import type { IndicatorRow } from './shapes';

const WIDTH = 240;
const HEIGHT = 64;
const EDGE = 6;

/** A value as a height: a flag is 1 or 0. */
const heightOf = (value: unknown): number => (typeof value === 'number' ? value : value === true ? 1 : 0);

/** Points of the drawing, from left to right. */
export function placed(values: readonly number[]): readonly { readonly x: number; readonly y: number }[] {
  const least = Math.min(...values);
  const span = Math.max(...values) - least;
  const step = values.length > 1 ? (WIDTH - 2 * EDGE) / (values.length - 1) : 0;
  return values.map((value, index) => ({
    x: EDGE + index * step,
    y: span === 0 ? HEIGHT / 2 : HEIGHT - EDGE - ((value - least) / span) * (HEIGHT - 2 * EDGE),
  }));
}

/** One indicator over its runs: a line for numbers, bars for flags. Says in words what it shows. */
export default function IndicatorChart({ indicator }: { indicator: IndicatorRow }): React.ReactElement {
  const { name, label, unit, kind, points } = indicator;
  const values = points.map(({ value }) => heightOf(value));
  const at = placed(values);
  const last = at.at(-1);
  const ends = [points[0], points.at(-1)].map((point) => dateTime(point?.at));
  const range = `${figure(Math.min(...values))} to ${figure(Math.max(...values))}${unit ? ` ${unit}` : ''}`;
  return (
    <svg
      role="img"
      aria-labelledby={`chart-${name}-title chart-${name}-desc`}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      data-chart={name}
      data-points={points.length}
      style={{ display: 'block', width: '100%', maxWidth: 320, height: 'auto', marginTop: 8 }}
    >
      <title id={`chart-${name}-title`}>{`${label} over ${points.length} runs`}</title>
      <desc id={`chart-${name}-desc`}>
        {kind === 'flag'
          ? `Yes in ${values.filter((value) => value === 1).length} of ${points.length} runs.`
          : `From ${range}; between ${ends[0]} and ${ends[1]}.`}
      </desc>
      <line x1="0" x2={WIDTH} y1={HEIGHT - 1} y2={HEIGHT - 1} stroke={LINE} />
      {kind === 'flag' ? (
        at.map(({ x }, index) => (
          <rect
            key={points[index]?.jobId}
            x={x - 2}
            width="4"
            y={values[index] === 1 ? EDGE : HEIGHT - EDGE}
            height={values[index] === 1 ? HEIGHT - 2 * EDGE : EDGE - 1}
            fill={ACCENT}
          />
        ))
      ) : (
        <polyline points={at.map(({ x, y }) => `${x},${y}`).join(' ')} fill="none" stroke={ACCENT} strokeWidth="1.5" />
      )}
      {kind === 'number' &&
        points.length <= 40 &&
        at.map(({ x, y }, index) => (
          <circle key={points[index]?.jobId} cx={x} cy={y} r="2" fill={ACCENT}>
            <title>{`Job ${points[index]?.number ?? ''}: ${figure(values[index] ?? 0)}`}</title>
          </circle>
        ))}
      {kind === 'number' && last && <circle cx={last.x} cy={last.y} r="3.5" fill={ACCENT} />}
    </svg>
  );
}
