import { Box, Button } from '@adminjs/design-system';
import { useNotice, type ActionProps } from 'adminjs';
import React, { useEffect, useState } from 'react';
import { call, messageOf } from './api';
import { count, dateTime, duration, visible } from './format';
import JobLog from './JobLog';
import JobResult from './JobResult';
import { Bar, Card, Facts, Go, Grid, Notice, PageHead, Status, Text } from './parts';
import type { Job, Progress } from './shapes';
import { useJob } from './use-job';
import { useTaskName } from './use-task-name';

/** How a run came to its end, where that is not simply that it was done. */
const CAUSES: Record<string, string> = {
  cancel: 'It was cancelled',
  reset: 'It was reset by force',
  lost: 'Its worker was lost',
  timeout: 'It ran longer than it may',
  stop: 'The server was stopped',
};

const isEnded = (status: string): boolean => ['completed', 'failed', 'cancelled'].includes(status);
const ended = (job: Job): boolean => isEnded(job.status);

function stepText(progress: Progress): string {
  const step = `Step ${progress.stepIndex} of ${progress.steps}: ${progress.step}`;
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
  return (100 * children.filter(({ status }) => isEnded(status)).length) / children.length;
}

/** The time since the start, ticking while the job runs. */
function Elapsed({ job }: { job: Job }): React.ReactElement {
  const [now, setNow] = useState(Date.now());
  const running = job.startedAt !== null && !ended(job);
  useEffect(() => {
    if (!running) return undefined;
    const timer = window.setInterval(() => setNow(Date.now()), 500);
    return () => window.clearInterval(timer);
  }, [running]);
  return <>{running ? duration(Math.max(0, now - Date.parse(job.startedAt ?? ''))) : duration(job.durationMs)}</>;
}

/** The live page of a job: status, progress, log, what it produced. */
export default function JobShow({ record }: ActionProps): React.ReactElement {
  const id = String(record?.id ?? '');
  const { job, progress, lines, error, waiting } = useJob(id);
  const notify = useNotice();
  const taskName = useTaskName();
  // Whoever may cancel has the action on the job (see resource-options.ts).
  const may = record?.recordActions.some(({ name }) => name === 'cancel') ?? false;
  const [asked, setAsked] = useState(false);
  if (!job) return error ? <Notice kind="danger">{error}</Notice> : <Notice kind="info">Loading the job…</Notice>;
  const cancel = async (): Promise<void> => {
    setAsked(true);
    try {
      await call(`/jobs/${id}/cancel`, 'POST');
      notify({ message: 'The job is being cancelled.', type: 'info' });
    } catch (problem) {
      setAsked(false);
      notify({ message: messageOf(problem), type: 'error' });
    }
  };
  const failed = Number(job.result?.['tablesFailed'] ?? 0) > 0;
  const percent = percentOf(job, progress);
  const groups = (job.children?.length ?? 0) > 0;
  return (
    <Box data-job={job.status}>
      {waiting && !ended(job) && <Notice kind="info">The connection was lost. Trying again…</Notice>}
      <PageHead
        trail={[['Jobs', '/admin/resources/Job']]}
        title={
          <>
            Job {job.number}: {visible(job.title)} <Status value={job.status} errors={failed} />
          </>
        }
        actions={
          !ended(job) &&
          may && (
            <Button type="button" variant="outlined" color="danger" disabled={asked} onClick={() => void cancel()}>
              {asked ? 'Cancelling…' : 'Cancel'}
            </Button>
          )
        }
      />
      <Card>
        {(!ended(job) || job.status === 'completed') && <Bar percent={percent} label="Progress of the job" />}
        <Text mt="default" mb="xl" data-progress>
          {Math.round(percent)} %{progress && !ended(job) ? ` – ${stepText(progress)}` : ''}
          {job.status === 'pending' ? ' – waiting for a free place' : ''}
          {job.status === 'running' && !progress && !groups ? ' – reaching the source' : ''}
        </Text>
        {job.error && <Notice kind="danger">{visible(job.error.message)}</Notice>}
        <Facts
          rows={[
            ['Task', visible(taskName(job.task))],
            ...(job.subject
              ? ([
                  [
                    'For',
                    job.subject.type === 'sql-db' ? (
                      <Go key="for" to={`/admin/resources/SqlDb/records/${job.subject.id}/show`}>
                        {visible(job.subject.name ?? 'the source')}
                      </Go>
                    ) : (
                      job.subject.id
                    ),
                  ],
                ] as const)
              : []),
            ['Started by', visible(job.startedBy?.name ?? '–')],
            ['Asked for', dateTime(job.createdAt)],
            ['Started', dateTime(job.startedAt)],
            ['Ended', dateTime(job.endedAt)],
            ['Run time', <Elapsed key="elapsed" job={job} />],
            ['Attempt', String(job.attempt)],
            ...(ended(job) && CAUSES[job.cause ?? ''] ? ([['Why it ended', CAUSES[job.cause ?? '']]] as const) : []),
            ...(job.parentId
              ? ([
                  [
                    'Part of',
                    <Go key="parent" to={`/admin/resources/Job/records/${job.parentId}/show`}>
                      Job {job.number.replace(/\.\d+$/, '')}
                    </Go>,
                  ],
                ] as const)
              : []),
          ]}
        />
      </Card>
      {job.children && job.children.length > 0 && (
        <Card title="Its jobs">
          <Grid
            head={['Number', 'Title', 'Status']}
            rows={job.children.map((child) => ({
              key: child.id,
              cells: [
                <Go key="n" to={`/admin/resources/Job/records/${child.id}/show`}>
                  {child.number}
                </Go>,
                visible(child.title),
                <Status key="s" value={child.status} />,
              ],
            }))}
          />
        </Card>
      )}
      {(!groups || lines.length > 0) && <JobLog jobId={id} lines={lines} />}
      {job.result && <JobResult result={job.result} />}
    </Box>
  );
}
