import type { JobView } from '../../jobs/job-list.js';
import type { Job } from '../../jobs/job.entity.js';
import type { LogLine } from '../../jobs/log/job-logs.js';
import type { Progress } from '../../jobs/progress.js';
import { pick } from '../pick.js';
import type { JobDto, JobRefDto, JobSubjectDto, ProgressDto } from './job.dto.js';
import type { LogLineDto, LogPageDto } from './job-log.dto.js';

/** A job as the API shows it: what is not named here stays inside. */
export function presentJob({ job, progress }: Omit<JobView, 'progressSeq'>, now: Date): JobDto {
  const { id, number, workspaceId, parentId, task, title, cause, attempt, losses, cancelRequestedAt } = job;
  const { createdAt, startedAt, endedAt, parameters, result, errorCode, errorMessage } = job;
  return {
    ...{ id, number, workspaceId, parentId, task, title, status: job.status.toLowerCase(), cause },
    subject: subjectOf(job),
    startedBy: { kind: job.startedByKind, id: job.startedById, name: job.startedByName },
    ...{ createdAt, startedAt, endedAt },
    durationMs: startedAt && since(startedAt, endedAt ?? now),
    waitMs: since(createdAt, startedAt ?? endedAt ?? now),
    ...{ attempt, losses, cancelRequestedAt, parameters },
    progress: progress && presentProgress(progress, job.status === 'COMPLETED'),
    result,
    error: errorCode === null ? null : { code: errorCode, message: errorMessage ?? '' },
    ...pick(job, ['parametersAfter', 'outputs', 'directory', 'evaluation', 'comments']),
    origin: job.originKind && job.originId ? { kind: job.originKind, id: job.originId } : null,
  };
}

/** A job that was started just now. */
export function presentNewJob(job: Job, now: Date): JobDto {
  return presentJob({ job, progress: null }, now);
}

/** A job in short. */
export function presentRef({ id, number, title, status }: Job): JobRefDto {
  return { id, number, title, status: status.toLowerCase() };
}

/** A job with its children, and what it measured. */
export function presentFamily(view: JobView, children: readonly JobView[], indicators: object, now: Date): JobDto {
  const refs = children.map(({ job }) => presentRef(job));
  return { ...presentJob(view, now), indicators, children: refs };
}

/** @param completed whether the run is: what it said last, before it published, was less */
export function presentProgress(progress: Progress, completed = false): ProgressDto {
  const { step, stepIndex, steps, done = null, total = null, rate = null } = progress;
  return { step, stepIndex, steps, done, total, percent: completed ? 100 : progress.percent, rate };
}

export function presentLine({ seq, at, level, message }: LogLine): LogLineDto {
  return { seq, timestamp: at, level, message };
}

/** Lines after `after`; the engine's own line in the place of dropped ones says how many they were. */
export function presentLog(lines: readonly LogLine[], after: number): LogPageDto {
  const dropped = lines.map(({ message }) => Number(/^(\d{1,9}) lines dropped$/.exec(message)?.[1] ?? 0));
  return {
    lines: lines.map(presentLine),
    nextAfter: lines.at(-1)?.seq ?? after,
    dropped: Math.max(0, ...dropped),
  };
}

function subjectOf({ subjectType: type, subjectId: id, parameters }: Job): JobSubjectDto | null {
  if (type === null || id === null) return null;
  const { name } = parameters as { name?: unknown };
  return { type, id, name: typeof name === 'string' ? name : null };
}

function since(start: Date, end: Date): number {
  return Math.max(0, end.getTime() - start.getTime());
}
