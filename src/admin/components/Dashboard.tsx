import { Box, Button, H2 } from '@adminjs/design-system';
import React from 'react';
import { adminPath } from './api';
import { count, dateTime, duration, visible } from './format';
import { Card, Go, Grid, Status, Waiting, Text, Outdated } from './parts';
import Statistics from './Statistics';
import type { JobPage, Page, Source } from './shapes';
import { useApi } from './use-api';
import { ENGINE_NAMES } from './words';

function Sources({ page }: { page: Page<Source> }): React.ReactElement {
  if (page.total === 0)
    return <Text>No source is registered yet. Add one to see its tables, columns, keys and relationships.</Text>;
  return (
    <Grid
      head={['Source', 'Engine', 'Structure', 'Tables', 'Columns', 'Relationships', 'Last discovered']}
      rows={page.items.map((source) => ({
        key: source.id,
        cells: [
          <Go key="n" to={`/admin/resources/SqlDb/records/${source.id}/show`}>
            {visible(source.name)}
          </Go>,
          ENGINE_NAMES[source.engine],
          <Status key="s" value={source.dbElements.status} />,
          count(source.counts.tables),
          count(source.counts.columns),
          count(source.counts.relationships),
          dateTime(source.lastDiscoveredAt),
        ],
      }))}
    />
  );
}

/** The first page: what is known, how fresh it is, what ran last. */
export default function Dashboard(): React.ReactElement {
  const sources = useApi<Page<Source>>('/sql-dbs?limit=10', 5000);
  const jobs = useApi<JobPage & { running: number; completed: number; failed: number }>('/jobs?limit=10', 5000);
  return (
    <Box bg="bg" style={{ minHeight: '100%', padding: 'clamp(12px, 2.5vw, 32px)' }}>
      <H2 mb="lg">The living catalogue of your databases</H2>
      {sources.data && <Outdated error={sources.error} />}
      <Card
        title="Sources"
        actions={
          <Button as="a" variant="contained" href={adminPath('/resources/SqlDb/actions/new')}>
            Add a source
          </Button>
        }
      >
        {sources.data ? <Sources page={sources.data} /> : <Waiting error={sources.error} />}
        {(sources.data?.total ?? 0) > 10 && (
          <Go to="/admin/resources/SqlDb">All {count(sources.data?.total)} sources</Go>
        )}
      </Card>
      <Card
        title="Jobs"
        actions={
          <>
            <Button as="a" size="sm" variant="text" href={adminPath('/resources/Job')}>
              All jobs
            </Button>
            <Button as="a" variant="outlined" href={adminPath('/resources/Job/actions/new')}>
              Run a task
            </Button>
          </>
        }
      >
        {!jobs.data ? (
          <Waiting error={jobs.error} />
        ) : (
          <>
            <Text>
              {count(jobs.data.total)} in all: {count(jobs.data.running)} running, {count(jobs.data.completed)}{' '}
              completed, {count(jobs.data.failed)} failed.
            </Text>
            <Box mt="lg">
              <Grid
                head={['Job', 'Title', 'Status', 'Started by', 'When', 'Run time']}
                rows={jobs.data.jobs.map((job) => ({
                  key: job.id,
                  cells: [
                    <Go key="n" to={`/admin/resources/Job/records/${job.id}/show`}>
                      {job.number}
                    </Go>,
                    visible(job.title),
                    <Status key="s" value={job.status} />,
                    visible(job.startedBy?.name ?? '–'),
                    dateTime(job.createdAt),
                    duration(job.durationMs),
                  ],
                }))}
              />
            </Box>
          </>
        )}
      </Card>
      <Statistics />
    </Box>
  );
}
