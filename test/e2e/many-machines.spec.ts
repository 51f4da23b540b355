import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { join } from 'node:path';
import type { ServerApi } from '../../src/cli/catalogue/server-api.js';
import { sourceServer, type TestDatabase } from '../support/engines.js';
import { sharedQueue } from '../support/queues.js';
import { startSeshat, type SeshatProcess } from '../support/seshat-process.js';
import { startWorker, type SeshatWorker } from '../support/seshat-worker.js';
import { sqliteSource } from '../support/sqlite-source.js';
import { tcpProxy, type TcpProxy } from '../support/tcp-proxy.js';
import { temporaryDirectory } from '../support/temporary-directory.js';
import { terminalApi, until, type SourceShown } from './terminal-api.js';

const FILES = 16;
const DATABASES = 4;

/** The run contract's times, shortened. */
const TIMES = { SESHAT_HEARTBEAT: '500ms', SESHAT_BEAT_GRACE: '2s', SESHAT_LOST_AFTER: '3s', SESHAT_SWEEP: '500ms' };

/** What every source here holds. */
const SHOP = `
  CREATE TABLE customer (id INTEGER PRIMARY KEY, name VARCHAR(80) NOT NULL);
  CREATE TABLE purchase (id INTEGER PRIMARY KEY, customer_id INTEGER NOT NULL REFERENCES customer (id));`;
const PICTURE = { tables: 2, columns: 4, relationships: 1 };

/** A row of the catalogue's jobs. */
interface JobRow {
  readonly id: string;
  readonly subject_id: string;
  readonly status: string;
  readonly attempt: number;
  readonly losses: number;
}

interface StartedMany {
  readonly started: readonly { readonly sqlDbId: string }[];
}

describe('two servers and three workers on one catalogue and one queue, of which a worker is killed', () => {
  let catalogue: TestDatabase;
  let servers: SeshatProcess[];
  let apis: ServerApi[];
  let workers: SeshatWorker[];
  let proxy: TcpProxy;
  /** Ids, in the order in which they were registered; the last one is read through the proxy. */
  let ids: string[];
  let accepted: string[];
  let rows: JobRow[];

  const query = async <T>(sql: string): Promise<T[]> =>
    (await (await sourceServer('postgresql')).execute(sql, catalogue.name)) as T[];
  const jobs = (): Promise<JobRow[]> =>
    query('SELECT id, subject_id, status, attempt, losses FROM job WHERE subject_id IS NOT NULL');

  beforeAll(async () => {
    const postgresql = await sourceServer('postgresql');
    catalogue = await postgresql.createDatabase('seshat_machines');
    const files = temporaryDirectory('sources');
    const env = {
      ...TIMES,
      ...sharedQueue(),
      SESHAT_CATALOGUE_URL: catalogue.url,
      SESHAT_SECRET_KEY: 'a key of more than thirty-two characters',
      SESHAT_EGRESS_PRIVATE: 'true',
      SESHAT_SQLITE_DIRS: files,
      SESHAT_FILES_DIR: join(temporaryDirectory('files'), 'shared'),
      SESHAT_JOBS_CONCURRENCY: '1',
    };
    const serve = (): Promise<SeshatProcess> =>
      startSeshat({ args: ['--no-demo'], env: { ...env, SESHAT_JOBS_CONCURRENCY: '0' }, readyMs: 60_000 });
    const work = (): Promise<SeshatWorker> => startWorker({ ...env, SESHAT_DATA_DIR: temporaryDirectory('worker') }, 60_000); // prettier-ignore
    servers = [await serve(), await serve()];
    apis = servers.map(terminalApi);
    workers = [await work()];

    const { host, port, user, password } = postgresql;
    proxy = await tcpProxy({ host, port }, { kind: 'pass' });
    ids = [];
    const register = async (source: object): Promise<void> => {
      const name = `source ${ids.length + 1}`;
      ids.push((await apis[ids.length % 2]?.post<{ id: string }>('/sql-dbs', { name, ...source }))?.id ?? '');
    };
    for (let left = FILES; left > 0; left--) await register({ engine: 'sqlite', path: sqliteSource(files, SHOP).path });
    for (let left = DATABASES; left > 0; left--) {
      const { name: database } = await postgresql.createDatabase('seshat_machine_source');
      await postgresql.execute(SHOP, database);
      const place = left === 1 ? { host: proxy.host, port: proxy.port } : { host, port };
      await register({ engine: 'postgresql', database, user, password, ...place });
    }

    // The only worker hangs in a source that answers nothing. Nobody else is there: that it dies in its run is certain.
    proxy.use({ kind: 'black-hole' });
    accepted = [];
    const start = async (wanted: readonly string[]): Promise<void> => {
      const answers = await Promise.allSettled(apis.map((api) => api.post<StartedMany>('/sql-dbs/db-elements', { ids: wanted }))); // prettier-ignore
      for (const answer of answers) {
        if (answer.status === 'fulfilled') accepted.push(...answer.value.started.map(({ sqlDbId }) => sqlDbId));
      }
    };
    await start(ids.slice(-1));
    await until(async () => proxy.connections, (count) => count > 0, 30_000); // prettier-ignore
    await start(ids.slice(0, -1));
    const [killed, ...others] = [...workers, ...(await Promise.all([work(), work()]))];
    workers = others;
    await killed?.kill();
    proxy.use({ kind: 'pass' });
    rows = await until(jobs, (now) => now.every(({ status }) => !['PENDING', 'RUNNING'].includes(status)), 120_000);
  }, 300_000);

  afterAll(async () => {
    await Promise.all([...(workers ?? []), ...(servers ?? [])].map((one) => one.kill()));
  });

  it('accepts each source once, although both servers are asked for all of them at the same time', () => {
    expect([...accepted].sort()).toEqual([...ids].sort());
  });

  it('has one job per source, and all of them completed', () => {
    expect(rows.map(({ subject_id }) => subject_id).sort()).toEqual([...ids].sort());
    expect(new Set(rows.map(({ status }) => status))).toEqual(new Set(['COMPLETED']));
  });

  it('completes each job once, and begins it as often as it was tried', async () => {
    const changes = await query<{ job_id: string; data: string }>(
      `SELECT job_id, data FROM job_event WHERE kind = 'status' AND job_id IN (SELECT id FROM job WHERE subject_id IS NOT NULL)`,
    );
    const counted = (id: string, status: string): number =>
      changes.filter(({ job_id, data }) => job_id === id && (JSON.parse(data) as { to: string }).to === status).length;
    for (const { id, attempt } of rows) {
      expect({ begun: counted(id, 'RUNNING'), completed: counted(id, 'COMPLETED') }).toEqual({ begun: attempt, completed: 1 }); // prettier-ignore
    }
  });

  it('runs again, by a worker that lives, only what the killed worker held', () => {
    const again = rows.filter(({ attempt }) => attempt > 1);
    expect(again.map(({ subject_id }) => subject_id)).toEqual(ids.slice(-1));
    for (const { attempt, losses } of rows) expect(losses).toBe(attempt - 1);
  });

  it('shows one complete picture of each source, at both servers', async () => {
    for (const api of apis) {
      for (const id of ids) {
        const { counts, dbElements } = await api.get<SourceShown>(`/sql-dbs/${id}`);
        expect({ counts, status: dbElements.status }).toMatchObject({ counts: PICTURE, status: expect.stringMatching(/^completed$/i) }); // prettier-ignore
      }
    }
  });

  it('has every table once in the catalogue', async () => {
    const tables = await query<{ sql_db_id: string; n: number }>('SELECT sql_db_id, count(*)::int AS n FROM sql_table GROUP BY sql_db_id'); // prettier-ignore
    expect(tables).toHaveLength(ids.length);
    expect(new Set(tables.map(({ n }) => n))).toEqual(new Set([PICTURE.tables]));
  });
});
