import { createWriteStream, openAsBlob } from 'node:fs';
import { basename } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { ServerApi } from '../catalogue/server-api.js';
import type { DeskFile, DeskJob, DeskLine, DeskTask, JobDesk } from './job-desk.js';
import { oneNamed } from './one-named.js';

/** A job as the API shows it. */
type ShownJob = Omit<DeskJob, 'startedBy' | 'indicators'> & {
  readonly startedBy: { readonly name: string };
  readonly indicators?: DeskJob['indicators'];
};

interface Named {
  readonly id: string;
  readonly name: string;
  readonly isDefault?: boolean;
}

/** Has the running server do it. */
export function serverDesk(api: ServerApi): JobDesk {
  const get = async (id: string): Promise<DeskJob> => deskJob(await api.get<ShownJob>(`/jobs/${id}`));
  return {
    tasks: async () => (await api.get<{ tasks: DeskTask[] }>('/tasks')).tasks,
    async source(name) {
      const { items } = await api.get<{ items: Named[] }>(`/sql-dbs?${params({ q: name, limit: 500 })}`);
      return oneNamed(name, items);
    },
    run: async (request) => deskJob(await api.post<ShownJob>('/run', request)),
    async list(query) {
      const { total, jobs } = await api.get<{ total: number; jobs: ShownJob[] }>(`/jobs?${params(query)}`);
      return { total, jobs: jobs.map(deskJob) };
    },
    get,
    lines: async (id, after) =>
      (await api.get<{ lines: DeskLine[] }>(`/jobs/${id}/logs?${params({ after, limit: 5000 })}`)).lines,
    files: async (id) => (await api.get<{ items: DeskFile[] }>(`/jobs/${id}/files`)).items,
    async send(path, type, workspace) {
      const to = workspace ?? (await defaultWorkspace(api));
      const query = params({ name: basename(path), type });
      return (await api.send<{ id: string }>(`/workspaces/${to}/files?${query}`, await openAsBlob(path))).id;
    },
    save: async (id, path) =>
      pipeline(await api.open(`/files/${id}/content`), createWriteStream(path, { flags: 'wx' })),
    cancel: (id) => api.post(`/jobs/${id}/cancel`),
    retry: async (id) => deskJob(await api.post<ShownJob>(`/jobs/${id}/retry`)),
  };
}

function deskJob(job: ShownJob): DeskJob {
  return { ...job, startedBy: job.startedBy.name, indicators: job.indicators ?? {} };
}

async function defaultWorkspace(api: ServerApi): Promise<string> {
  const { items } = await api.get<{ items: Named[] }>('/workspaces?limit=500');
  return (items.find(({ isDefault }) => isDefault) ?? items[0])?.id ?? '';
}

function params(values: object): URLSearchParams {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) if (value !== undefined) query.set(name, String(value));
  return query;
}
