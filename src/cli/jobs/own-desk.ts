import { createReadStream, createWriteStream } from 'node:fs';
import { basename } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { INestApplicationContext } from '@nestjs/common';
import { SqlDbService } from '../../catalogue/sql-db/sql-db.service.js';
import { SYSTEM } from '../../common/actor.js';
import { jsonSchemaOf } from '../../containers/json-schema.js';
import { FileQueries } from '../../jobs/files/file-queries.js';
import { JobFiles } from '../../jobs/files/job-files.js';
import { JobIndicators } from '../../jobs/indicators/job-indicators.js';
import type { JobView } from '../../jobs/job-list.js';
import type { JobStatus } from '../../jobs/job-status.js';
import { JobService } from '../../jobs/job.service.js';
import { TaskRegistry } from '../../jobs/registry/task-registry.js';
import { TaskRuns } from '../../jobs/task-runs.js';
import { WorkspaceService } from '../../workspaces/workspace.service.js';
import type { DeskJob, JobDesk } from './job-desk.js';
import { oneNamed } from './one-named.js';

/** Works on the catalogue in this process. */
export function ownDesk(app: INestApplicationContext): JobDesk {
  const [jobs, runs, files] = [app.get(JobService), app.get(TaskRuns), app.get(JobFiles)];
  const [queries, indicators] = [app.get(FileQueries), app.get(JobIndicators)];
  const get = async (id: string): Promise<DeskJob> =>
    deskJob(await jobs.get(SYSTEM, id), await indicators.valuesOf(SYSTEM, id));
  return {
    tasks: async () =>
      app.get(TaskRegistry).list().map(({ definition: { name, title, description, role, inputs } }) => {
        return { name, title, description, role, inputs: jsonSchemaOf(inputs) };
      }), // prettier-ignore
    async source(name) {
      const { items } = await app.get(SqlDbService).list(SYSTEM, { q: name, limit: 500 });
      return oneNamed(name, items);
    },
    async run({ task, parameters, title, workspace }) {
      return get((await runs.run(SYSTEM, { task, parameters, title, workspaceId: workspace })).id);
    },
    async list({ status, ...query }) {
      const page = await jobs.list(SYSTEM, { ...query, status: status?.toUpperCase() as JobStatus | undefined });
      return { total: page.total, jobs: page.jobs.map((view) => deskJob(view, {})) };
    },
    get,
    async lines(id, after) {
      const lines = await jobs.logs(SYSTEM, id, { after });
      return lines.map(({ seq, at, level, message }) => ({ seq, timestamp: at.toISOString(), level, message }));
    },
    files: async (id) =>
      (await queries.ofJob(SYSTEM, id)).map(({ role, file }) => ({
        id: file.id,
        name: file.name,
        size: file.size,
        role,
      })),
    async send(path, type, workspace) {
      const workspaceId = workspace ?? (await app.get(WorkspaceService).ensureDefault()).id;
      const about = { workspaceId, name: basename(path), type };
      return (await files.upload(SYSTEM, about, createReadStream(path))).id;
    },
    async save(fileId, path) {
      const { file } = await queries.get(SYSTEM, fileId);
      await pipeline(await queries.open(SYSTEM, file), createWriteStream(path, { flags: 'wx' }));
    },
    cancel: async (id) => void (await jobs.cancel(SYSTEM, id)),
    retry: async (id) => get((await runs.retry(SYSTEM, id)).id),
  };
}

function deskJob({ job, progress }: Omit<JobView, 'progressSeq'>, indicators: DeskJob['indicators']): DeskJob {
  const { id, number, task, title, result, errorCode, errorMessage, startedByName } = job;
  const instant = (at: Date | null): string | null => at && at.toISOString();
  return {
    ...{ id, number, task, title, status: job.status.toLowerCase(), progress, result, indicators },
    error: errorCode === null ? null : { code: errorCode, message: errorMessage ?? '' },
    createdAt: job.createdAt.toISOString(),
    startedAt: instant(job.startedAt),
    endedAt: instant(job.endedAt),
    startedBy: startedByName,
  };
}
