import React, { useState } from 'react';
import { count, duration } from './format';
import { Card, Facts, Grid, LINE, SOFT, Text, Waiting } from './parts';
import { useApi } from './use-api';
import { useTaskName } from './use-task-name';

interface Counts {
  readonly total: number;
  readonly completed: number;
  readonly failed: number;
  readonly cancelled: number;
  readonly successRate: number | null;
}

interface Stats {
  readonly totals: Counts;
  readonly topTasks: readonly (Counts & { readonly task: string })[];
  readonly durations: readonly {
    readonly task: string;
    readonly runs: number;
    readonly p50Ms: number;
    readonly p95Ms: number;
  }[];
  readonly perDay: readonly (Counts & { readonly day: string })[];
}

const DAYS = 30;
const DAY_MS = 86_400_000;
const HEIGHT = 72;
const [GOOD, BAD, REST] = ['#2f8f63', '#c9402c', '#aab4be'];

const percent = (rate: number | null): string => (rate === null ? '–' : `${(rate * 100).toFixed(1)} %`);

/** A bar a day: completed below, failed above, what else there was on top. */
function Bars({ perDay, first }: { perDay: Stats['perDay']; first: number }): React.ReactElement {
  const byDay = new Map(perDay.map((one) => [one.day, one]));
  const days = Array.from({ length: DAYS }, (_, at) => new Date(first + (at + 1) * DAY_MS).toISOString().slice(0, 10));
  const most = Math.max(1, ...perDay.map(({ total }) => total));
  return (
    <div role="img" aria-label={`Jobs of the last ${DAYS} days, a bar a day`} style={{ margin: '16px 0' }}>
      <div
        style={{ display: 'flex', alignItems: 'flex-end', gap: 3, height: HEIGHT, borderBottom: `1px solid ${LINE}` }}
      >
        {days.map((day) => {
          const { total = 0, completed = 0, failed = 0 } = byDay.get(day) ?? {};
          const tall = (n: number): number => (n === 0 ? 0 : Math.max((n / most) * HEIGHT, 2));
          return (
            <div key={day} title={`${day}: ${total} jobs, ${failed} failed`} style={{ flex: 1, minWidth: 3 }}>
              <div style={{ height: tall(total - completed - failed), background: REST }} />
              <div style={{ height: tall(failed), background: BAD }} />
              <div style={{ height: tall(completed), background: GOOD }} />
            </div>
          );
        })}
      </div>
      <div style={{ display: 'flex', justifyContent: 'space-between', color: SOFT, fontSize: 12, marginTop: 4 }}>
        <span>{days[0]}</span>
        <span>{days.at(-1)}</span>
      </div>
    </div>
  );
}

/** How the jobs of the last thirty days went. */
export default function Statistics(): React.ReactElement {
  const taskName = useTaskName();
  // A whole day's beginning, so that the question stays the same while the page is open.
  const [first] = useState(() => Math.floor(Date.now() / DAY_MS) * DAY_MS - DAYS * DAY_MS);
  const { data, error } = useApi<Stats>(`/stats?from=${new Date(first + DAY_MS).toISOString()}`, 60_000);
  if (!data) return <Waiting error={error} />;
  const { totals, topTasks, durations, perDay } = data;
  return (
    <Card title={`The last ${DAYS} days`}>
      {totals.total === 0 ? (
        <Text>No job has run.</Text>
      ) : (
        <>
          <Facts
            rows={[
              ['Jobs', count(totals.total)],
              ['Succeeded', percent(totals.successRate)],
              ['Failed', count(totals.failed)],
              ['Cancelled', count(totals.cancelled)],
            ]}
          />
          <Bars perDay={perDay} first={first} />
          <Grid
            head={['Task', 'Jobs', 'Succeeded', 'Half take at most', '95 % take at most']}
            rows={topTasks.map(({ task, total, successRate }) => {
              const took = durations.find((one) => one.task === task);
              return {
                key: task,
                cells: [
                  taskName(task),
                  count(total),
                  percent(successRate),
                  duration(took?.p50Ms),
                  duration(took?.p95Ms),
                ],
              };
            })}
          />
        </>
      )}
    </Card>
  );
}
