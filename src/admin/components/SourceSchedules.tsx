import React from 'react';
import { count, dateTime, visible } from './format';
import { Card, Go, Grid } from './parts';
import type { Schedule } from './schedule-draft';
import type { Page } from './shapes';
import { useApi } from './use-api';

/** What runs for a source by the clock; nothing where there is none. */
export default function SourceSchedules({ sqlDbId }: { sqlDbId: string }): React.ReactElement | null {
  const { data } = useApi<Page<Schedule>>(`/schedules?sqlDb=${sqlDbId}&limit=20`);
  if (!data || data.total === 0) return null;
  return (
    <Card title="Schedules">
      <Grid
        head={['Schedule', 'Times', 'Next', 'Last', 'Missed']}
        rows={data.items.map((schedule) => ({
          key: schedule.id,
          faded: !schedule.enabled,
          cells: [
            <Go key="n" to={`/admin/resources/Schedule/records/${schedule.id}/show`}>
              {visible(schedule.name)}
            </Go>,
            `${schedule.cron} (${schedule.timeZone})`,
            schedule.enabled ? dateTime(schedule.nextAt) : 'off',
            schedule.lastError ? visible(schedule.lastError) : dateTime(schedule.lastAt),
            count(schedule.missed),
          ],
        }))}
      />
    </Card>
  );
}
