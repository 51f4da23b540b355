import { JOB_STATUSES, type JobStatus } from '../../jobs/job-status.js';
import type { JobView } from '../../jobs/job-list.js';
import type { JobService } from '../../jobs/job.service.js';
import type { JobDeletion } from '../../jobs/retention/job-deletion.js';
import type { TaskRegistry } from '../../jobs/registry/task-registry.js';
import { duration } from '../components/format.js';
import { EVALUATION_NAMES, leftErrors } from '../components/words.js';
import type { ResourcePort, Row } from '../resource/service-resource.js';
import { filterRange, filterText } from './sort.js';

const lower = (word: string): string => word.toLowerCase();
const SUBJECT = 'sql-db';

function row({ job, progress }: JobView): Row {
  const percent = job.status === 'COMPLETED' ? 100 : Math.round(progress?.percent ?? 0);
  return {
    id: job.id,
    number: job.number,
    title: job.title,
    task: job.task,
    status: lower(job.status),
    partly: leftErrors(job.result as Row | null),
    evaluation: job.evaluation === 'unknown' ? '' : job.evaluation,
    took: tookOf(job),
    progress: `${percent} %`,
    startedBy: job.startedByName,
    createdAt: job.createdAt,
    endedAt: job.endedAt,
    sqlDb: job.subjectType === SUBJECT ? job.subjectId : null,
    workspaceId: job.workspaceId,
    error: job.errorMessage,
  };
}

/** From its start to its end; nothing while it has none of these. */
function tookOf({ startedAt, endedAt }: JobView['job']): string {
  return startedAt && endedAt ? duration(endedAt.getTime() - startedAt.getTime()) : '';
}

/** Every run of anything, newest first. */
export function jobResource(jobs: JobService, deletion: JobDeletion, tasks: TaskRegistry): ResourcePort {
  return {
    id: 'Job',
    fields: [
      { path: 'id' },
      { path: 'number', isTitle: true },
      { path: 'title' },
      { path: 'task', values: tasks.list().map(({ definition }) => definition.name) },
      { path: 'status', values: JOB_STATUSES.map(lower) },
      { path: 'partly', type: 'boolean' },
      { path: 'evaluation', values: Object.keys(EVALUATION_NAMES) },
      { path: 'took' },
      { path: 'progress' },
      { path: 'startedBy' },
      { path: 'createdAt', type: 'datetime' },
      { path: 'endedAt', type: 'datetime' },
      { path: 'sqlDb', reference: 'SqlDb' },
      { path: 'workspaceId', reference: 'Workspace' },
      { path: 'error', type: 'textarea' },
    ],
    async list(actor, query) {
      const status = filterText(query, 'status')?.toUpperCase() as JobStatus | undefined;
      const sqlDb = filterText(query, 'sqlDb');
      const page = await jobs.list(actor, {
        status,
        task: filterText(query, 'task'),
        workspaceId: filterText(query, 'workspaceId'),
        subject: sqlDb === undefined ? undefined : { type: SUBJECT, id: sqlDb },
        q: filterText(query, 'title') ?? filterText(query, 'number'),
        ...filterRange(query, 'createdAt'),
        limit: Math.max(query.limit, 1),
        offset: query.offset,
      });
      return { total: page.total, rows: page.jobs.map(row) };
    },
    get: async (actor, id) => row(await jobs.get(actor, id)),
    remove: async (actor, id) => void (await deletion.deleteJob(actor, id)),
  };
}
