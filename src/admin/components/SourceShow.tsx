import { Box, Button } from '@adminjs/design-system';
import type { ActionProps } from 'adminjs';
import React, { useState } from 'react';
import { adminPath } from './api';
import { count, dateTime, duration, plural, visible } from './format';
import { Bar, Card, Code, Facts, Go, Grid, Notice, PageHead, Status, Waiting, Text, Outdated } from './parts';
import type { Job, JobPage, Source } from './shapes';
import AcceptLoss from './AcceptLoss';
import SourceActions from './SourceActions';
import SourceSchedules from './SourceSchedules';
import SourceTables from './SourceTables';
import { useApi } from './use-api';
import { useTaskName } from './use-task-name';
import { ENGINE_NAMES, MODE_NAMES, nameOf, schemaWord, TLS_NAMES } from './words';

const LIVE_MS = 1000;
const WAITING: Record<string, string> = { pending: ' – waiting to start', running: ' – reaching the source' };

const isLive = (source: Source | null): boolean => ['pending', 'running'].includes(source?.dbElements.status ?? '');

function place(source: Source): string {
  if (source.engine === 'sqlite') return source.path ?? '–';
  return `${source.host ?? ''}:${source.port ?? ''}/${source.database ?? ''}`;
}

/** What is read where no schema is named. */
function unlistedSchemas({ engine, database }: Source): string {
  if (engine === 'mariadb' || engine === 'mysql')
    return database ? `${visible(database)} only` : 'every one that can be seen';
  return engine === 'sqlite' ? 'main' : 'all';
}

/** What the last or the running discovery says. */
function State(props: { source: Source; mayStart: boolean; onStarted: () => void }): React.ReactElement {
  const { source, mayStart, onStarted } = props;
  const state = source.dbElements;
  const { data: job } = useApi<Job>(
    state.taskId ? `/jobs/${state.taskId}` : null,
    isLive(source) ? LIVE_MS : undefined,
  );
  const progress = job?.progress;
  return (
    <Card
      title={
        <>
          Structure <Status value={state.status} errors={Number(job?.result?.['tablesFailed'] ?? 0) > 0} />
        </>
      }
    >
      {isLive(source) && (
        <Box mb="lg">
          <Bar percent={progress?.percent ?? 0} label="Progress of the discovery" />
          <Text mt="sm">
            {Math.round(progress?.percent ?? 0)} %
            {progress
              ? ` – step ${progress.stepIndex} of ${progress.steps}: ${visible(progress.step)}`
              : WAITING[state.status]}
          </Text>
        </Box>
      )}
      {state.status === 'failed' && (
        <Notice kind="danger">{visible(job?.error?.message ?? 'The last discovery failed. Its log says why.')}</Notice>
      )}
      {job?.error?.code === 'confirmation-required' && state.status === 'failed' && mayStart && (
        <AcceptLoss source={source} onStarted={onStarted} />
      )}
      {state.status === 'idle' && !source.lastDiscoveredAt && (
        <Notice kind="info">
          Nothing is known of this source yet. Click Discover to read its tables, columns, keys and relationships.
        </Notice>
      )}
      <Facts
        rows={[
          ['Tables', count(source.counts.tables)],
          ['Columns', count(source.counts.columns)],
          ['Relationships', count(source.counts.relationships)],
          [
            'Missing',
            `${plural(source.counts.missingTables, 'table')}, ${plural(source.counts.missingColumns, 'column')}`,
          ],
          ['Stale tables', count(source.counts.staleTables)],
          ['Last discovered', dateTime(source.lastDiscoveredAt)],
          [
            'Last run',
            state.startTime && state.endTime ? duration(Date.parse(state.endTime) - Date.parse(state.startTime)) : '–',
          ],
          [
            'Job',
            state.taskId ? (
              <Go to={`/admin/resources/Job/records/${state.taskId}/show`}>
                {job ? `${job.number}${isLive(source) ? ' – live log' : ''}` : 'open'}
              </Go>
            ) : (
              '–'
            ),
          ],
        ]}
      />
    </Card>
  );
}

function LastJobs({ source, live }: { source: Source; live: boolean }): React.ReactElement {
  const taskName = useTaskName();
  const { data, error } = useApi<JobPage>(`/jobs?sqlDb=${source.id}&limit=5`, live ? LIVE_MS * 2 : undefined);
  if (!data) return <Waiting error={error} />;
  return (
    <Card
      title="Last jobs"
      actions={
        <Button as="a" size="sm" variant="text" href={adminPath(`/resources/Job?filters.sqlDb=${source.id}`)}>
          All jobs
        </Button>
      }
    >
      {data.jobs.length === 0 ? (
        <Text>No job has run for this source yet.</Text>
      ) : (
        <Grid
          head={['Job', 'Task', 'Status', 'Started by', 'When', 'Run time']}
          rows={data.jobs.map((job) => ({
            key: job.id,
            cells: [
              <Go key="n" to={`/admin/resources/Job/records/${job.id}/show`}>
                {job.number}
              </Go>,
              visible(taskName(job.task)),
              <Status key="s" value={job.status} />,
              visible(job.startedBy?.name ?? '–'),
              dateTime(job.createdAt),
              duration(job.durationMs),
            ],
          }))}
        />
      )}
    </Card>
  );
}

/** The page of a source: its state, its counts, what can be done, its last jobs and its tables. */
export default function SourceShow({ record }: ActionProps): React.ReactElement {
  const id = String(record?.id ?? '');
  const [fast, setFast] = useState(false);
  const { data: source, error, reload } = useApi<Source>(`/sql-dbs/${id}`, fast ? LIVE_MS : 10_000);
  const live = isLive(source);
  if (live !== fast) setFast(live);
  if (!source) return <Waiting error={error} />;
  return (
    <Box data-source={source.dbElements.status}>
      <PageHead
        trail={[['Sources', '/admin/resources/SqlDb']]}
        title={visible(source.name)}
        actions={<SourceActions source={source} record={record} live={live} onStarted={reload} />}
      />
      <Outdated error={error} />
      <State
        source={source}
        mayStart={record?.recordActions.some(({ name }) => name === 'discover') ?? false}
        onStarted={reload}
      />
      {source.counts.tables + source.counts.missingTables > 0 && (
        <SourceTables key={source.lastDiscoveredAt ?? ''} source={source} />
      )}
      <SourceSchedules sqlDbId={source.id} />
      <LastJobs source={source} live={live} />
      <Card title="Connection">
        <Facts
          rows={[
            [
              'Engine',
              `${ENGINE_NAMES[source.engine]}${source.sourceVersion ? ` ${visible(source.sourceVersion)}` : ''}`,
            ],
            ['Where', <Code key="w">{place(source)}</Code>],
            ['User', visible(source.user)],
            ['Password', source.passwordReference ?? (source.hasPassword ? 'kept, encrypted' : 'none')],
            ...(source.engine === 'sqlite' ? [] : ([['TLS', nameOf(TLS_NAMES, source.tlsMode)]] as const)),
            [
              `${schemaWord(source.engine)}s`,
              source.schemas.length ? visible(source.schemas.join(', ')) : unlistedSchemas(source),
            ],
            ['Include', visible(source.include.join(', ')) || 'all tables'],
            ['Exclude', visible(source.exclude.join(', ')) || 'none'],
            ['Mode', nameOf(MODE_NAMES, source.mode)],
            ['Language', source.language],
            ['Tags', visible(source.tags.join(', '))],
            ['Description', visible(source.description)],
          ]}
        />
      </Card>
    </Box>
  );
}
