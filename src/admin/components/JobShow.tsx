import { Box } from '@adminjs/design-system';
import type { ActionProps } from 'adminjs';
import React, { useEffect, useState } from 'react';
import { count, dateTime, duration, plural, visible } from './format';
import JobActions from './JobActions';
import JobFiles from './JobFiles';
import JobIndicators from './JobIndicators';
import JobLog from './JobLog';
import JobNotes from './JobNotes';
import JobResult from './JobResult';
import { hasEnded } from './job-words';
import { Bar, Card, Facts, Go, Grid, Notice, PageHead, Status, Text, Waiting } from './parts';
import RecordLink from './RecordLink';
import type { Job, Progress } from './shapes';
import { useAncestors } from './use-ancestors';
import { useJob } from './use-job';
import { useMay } from './use-me';
import { useTaskName } from './use-task-name';
import { leftErrors } from './words';

/** How a run came to its end, where that is not simply that it was done. */
const CAUSES: Record<string, string> = {
  cancel: 'It was cancelled',
  reset: 'It was reset by force',
  lost: 'Its worker was lost',
  timeout: 'It ran longer than it may',
  stop: 'The server was stopped',
};
const ORIGINS = { retry: 'Retry of', clone: 'Clone of', schedule: 'By the schedule' } as const;

const jobPath = (id: string): string => `/admin/resources/Job/records/${id}/show`;

function stepText(progress: Progress): string {
  const step = `Step ${progress.stepIndex} of ${progress.steps}: ${visible(progress.step)}`;
  const done =
    progress.done == null
      ? ''
      : ` – ${count(progress.done)}${progress.total == null ? '' : ` of ${count(progress.total)}`}`;
  return step + done + (progress.rate ? ` – ${count(Math.round(progress.rate))} a second` : '');
}

/** Of a job that groups others: how many of them have ended. */
function percentOf(job: Job, progress: Progress | null): number {
  if (job.status === 'completed') return 100;
  const children = job.children ?? [];
  if (children.length === 0) return progress?.percent ?? 0;
  return (100 * children.filter(({ status }) => hasEnded(status)).length) / children.length;
}

/** The time since the start, ticking while the job runs. */
function Elapsed({ job }: { job: Job }): React.ReactElement {
  const [now, setNow] = useState(Date.now());
  const running = job.startedAt !== null && !hasEnded(job.status);
  useEffect(() => {
    if (!running) return undefined;
    const timer = window.setInterval(() => setNow(Date.now()), 500);
    return () => window.clearInterval(timer);
  }, [running]);
  return <>{running ? duration(Math.max(0, now - Date.parse(job.startedAt ?? ''))) : duration(job.durationMs)}</>;
}

/** What the job is about: a source has a page of its own. */
function Subject({ subject }: { subject: NonNullable<Job['subject']> }): React.ReactElement {
  if (subject.type !== 'sql-db') return <>{visible(subject.name ?? subject.id)}</>;
  return <RecordLink kind="source" id={subject.id} />;
}

function About({ job, parent }: { job: Job; parent: Job | undefined }): React.ReactElement {
  const taskName = useTaskName();
  const { origin } = job;
  const rows: (readonly [string, React.ReactNode])[] = [['Task', visible(taskName(job.task))]];
  if (job.subject) rows.push(['For', <Subject key="for" subject={job.subject} />]);
  if (job.parentId) {
    rows.push(['Part of', <Go key="parent" to={jobPath(job.parentId)}>Job {parent?.number ?? job.number.replace(/\.\d+$/, '')}</Go>]); // prettier-ignore
  }
  if (origin) {
    const to = origin.kind === 'schedule' ? `/admin/resources/Schedule/records/${origin.id}/show` : jobPath(origin.id);
    rows.push([ORIGINS[origin.kind], <Go key="origin" to={to}>{origin.kind === 'schedule' ? 'open it' : 'an earlier job'}</Go>]); // prettier-ignore
  }
  rows.push(
    ['Started by', visible(job.startedBy?.name ?? '–')],
    ['Asked for', dateTime(job.createdAt)],
    ['Started', dateTime(job.startedAt)],
    ['Ended', dateTime(job.endedAt)],
    ['Run time', <Elapsed key="elapsed" job={job} />],
    ['Attempt', job.losses ? `${job.attempt} (${plural(job.losses, 'lost worker')})` : String(job.attempt)],
  );
  const cause = hasEnded(job.status) ? CAUSES[job.cause ?? ''] : undefined;
  if (cause) rows.push(['Why it ended', cause]);
  return <Facts rows={rows} />;
}

function Children({ jobs }: { jobs: NonNullable<Job['children']> }): React.ReactElement {
  return (
    <Card title={`Its jobs (${count(jobs.length)})`}>
      <div data-children style={{ maxHeight: 480, overflow: 'auto' }}>
        <Grid
          head={['Number', 'Title', 'Status']}
          rows={jobs.map((child) => ({
            key: child.id,
            cells: [
              <Go key="n" to={jobPath(child.id)}>
                {child.number}
              </Go>,
              visible(child.title),
              <Status key="s" value={child.status} />,
            ],
          }))}
        />
      </div>
    </Card>
  );
}

/** The live page of a job: status, progress, parts, log, what it was told, what it made and measured. */
export default function JobShow({ record }: ActionProps): React.ReactElement {
  const id = String(record?.id ?? '');
  const { job, progress, lines, error, waiting, merge } = useJob(id);
  const ancestors = useAncestors(job?.parentId ?? null);
  const may = useMay(job?.workspaceId);
  if (!job) return <Waiting error={error} />;
  const percent = percentOf(job, progress);
  const children = job.children ?? [];
  const live = !hasEnded(job.status);
  return (
    <Box data-job={job.status}>
      {waiting && live && <Notice kind="info">The connection was lost. Trying again…</Notice>}
      <PageHead
        trail={[['Jobs', '/admin/resources/Job'], ...ancestors.map((one) => [one.number, jobPath(one.id)] as const)]}
        title={
          <>
            Job {job.number}: {visible(job.title)} <Status value={job.status} errors={leftErrors(job.result)} />
          </>
        }
        actions={<JobActions job={job} may={may} />}
      />
      <Card>
        {(live || job.status === 'completed') && <Bar percent={percent} label="Progress of the job" />}
        {(live || job.status === 'completed') && (
          <Text mt="default" mb="xl" data-progress>
            {Math.round(percent)} %{progress && live ? ` – ${stepText(progress)}` : ''}
            {job.status === 'pending' ? ' – waiting for a free place' : ''}
            {job.status === 'running' && !progress && children.length === 0 ? ' – beginning' : ''}
          </Text>
        )}
        {job.error && <Notice kind="danger">{visible(job.error.message)}</Notice>}
        <About job={job} parent={ancestors.at(-1)} />
      </Card>
      {children.length > 0 && <Children jobs={children} />}
      <JobIndicators jobId={id} status={job.status} />
      <JobFiles jobId={id} status={job.status} />
      {(children.length === 0 || lines.length > 0) && <JobLog jobId={id} lines={lines} />}
      <JobResult job={job} />
      <JobNotes job={job} mayEdit={may('editor')} onSaved={merge} />
    </Box>
  );
}
