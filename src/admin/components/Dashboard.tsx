import { Box, Button, H2, Text } from '@adminjs/design-system';
import React from 'react';
import { adminPath } from './api';
import { count, dateTime, duration, visible } from './format';
import { Card, Facts, Go, Grid, Status, Waiting } from './parts';
import type { JobPage, Page, Source } from './shapes';
import { useApi } from './use-api';

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
          source.engine,
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
    <Box p="xl" style={{ minHeight: '100%' }} bg="bg">
      <H2 mb="xl">The living catalogue of your databases</H2>
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
      <Card title="Jobs">
        {!jobs.data ? (
          <Waiting error={jobs.error} />
        ) : (
          <>
            <Facts
              rows={[
                ['All', count(jobs.data.total)],
                ['Running', count(jobs.data.running)],
                ['Completed', count(jobs.data.completed)],
                ['Failed', count(jobs.data.failed)],
              ]}
            />
            <Box mt="xl">
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
    </Box>
  );
}
