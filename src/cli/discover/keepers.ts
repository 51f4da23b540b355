import type { INestApplicationContext } from '@nestjs/common';
import { SqlDbService } from '../../catalogue/sql-db/sql-db.service.js';
import { SYSTEM } from '../../common/actor.js';
import { JobService } from '../../jobs/job.service.js';
import { DbElementsService } from '../../tasks/db-elements/db-elements.service.js';
import { WorkspaceService } from '../../workspaces/workspace.service.js';
import type { ServerApi } from '../catalogue/server-api.js';
import type { KeptJob, KeptSource, SourceKeeper } from './kept-source.js';

interface Workspace {
  readonly id: string;
  readonly isDefault: boolean;
}

/** Works on the catalogue in this process. */
export function ownKeeper(app: INestApplicationContext): SourceKeeper {
  const [sources, jobs, workspaces] = [app.get(SqlDbService), app.get(JobService), app.get(WorkspaceService)];
  return {
    async find(name) {
      const { id: workspaceId } = await workspaces.ensureDefault();
      const { items } = await sources.list(SYSTEM, { workspaceId, q: name, limit: 500 });
      return items.find((one) => one.name === name) ?? null;
    },
    create: (input) => sources.create(SYSTEM, input),
    setPassword: async ({ id, version }, password) => void (await sources.update(SYSTEM, id, { password }, version)),
    discover: async (id) => (await app.get(DbElementsService).startOne(SYSTEM, id)).job.id,
    async job(id) {
      const { job, progress } = await jobs.get(SYSTEM, id);
      const error = job.errorCode === null ? null : { code: job.errorCode, message: job.errorMessage ?? '' };
      return { id, number: job.number, status: job.status.toLowerCase(), progress, result: job.result, error };
    },
    cancel: async (id) => void (await jobs.cancel(SYSTEM, id)),
  };
}

/** Has the running server do it. */
export function serverKeeper(api: ServerApi): SourceKeeper {
  return {
    async find(name) {
      const workspaces = await api.get<{ items: Workspace[] }>('/workspaces?limit=500');
      const home = workspaces.items.find((one) => one.isDefault);
      const query = new URLSearchParams({ q: name, limit: '500', ...(home && { workspace: home.id }) });
      const { items } = await api.get<{ items: KeptSource[] }>(`/sql-dbs?${query}`);
      return items.find((one) => one.name === name) ?? null;
    },
    create: (input) => api.post('/sql-dbs', input),
    setPassword: ({ id, version }, password) => api.patch(`/sql-dbs/${id}`, { password, version }),
    discover: async (id) => (await api.post<{ job: { id: string } }>(`/sql-dbs/${id}/db-elements`)).job.id,
    job: (id) => api.get<KeptJob>(`/jobs/${id}`),
    cancel: (id) => api.post(`/jobs/${id}/cancel`),
  };
}
