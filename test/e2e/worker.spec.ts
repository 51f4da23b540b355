import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ServerApi } from '../../src/cli/catalogue/server-api.js';
import { sourceServer, type TestDatabase } from '../support/engines.js';
import { sharedQueue } from '../support/queues.js';
import { seshat } from '../support/seshat-command.js';
import { startSeshat, type SeshatProcess } from '../support/seshat-process.js';
import { startWorker, type SeshatWorker } from '../support/seshat-worker.js';
import { sourceFixture } from '../support/source-fixture.js';
import { tcpProxy, type TcpProxy } from '../support/tcp-proxy.js';
import { temporaryDirectory } from '../support/temporary-directory.js';
import { isOver, terminalApi, terminalToken, until, type JobShown, type SourceShown } from './terminal-api.js';

/** The run contract's times, shortened. */
const TIMES = {
  SESHAT_HEARTBEAT: '500ms',
  SESHAT_BEAT_GRACE: '2s',
  SESHAT_LOST_AFTER: '3s',
  SESHAT_SWEEP: '500ms',
  SESHAT_RERING_AFTER: '5s',
  SESHAT_DRAIN: '1s',
};

describe('one server that runs no jobs, and workers', () => {
  let catalogue: TestDatabase;
  let server: SeshatProcess;
  let api: ServerApi;
  let env: Record<string, string>;
  let workers: SeshatWorker[] = [];
  let fixture: Awaited<ReturnType<typeof sourceFixture>>;
  let sources = 0;

  beforeAll(async () => {
    catalogue = await (await sourceServer('postgresql')).createDatabase('seshat_workers');
    fixture = await sourceFixture('postgresql');
    env = {
      ...TIMES,
      ...sharedQueue(),
      SESHAT_CATALOGUE_URL: catalogue.url,
      SESHAT_SECRET_KEY: 'a key of more than thirty-two characters',
      SESHAT_EGRESS_PRIVATE: 'true',
    };
    server = await startSeshat({ args: ['--no-demo'], env: { ...env, SESHAT_JOBS_CONCURRENCY: '0' } });
    api = terminalApi(server);
  }, 90_000);

  afterAll(async () => {
    for (const worker of workers) await worker.kill().catch(() => undefined);
    await server.stop();
  });

  /** Workers have no data directory in common with the server here: none of these jobs makes files. */
  const addWorker = async (): Promise<SeshatWorker> => {
    const worker = await startWorker({ ...env, SESHAT_DATA_DIR: temporaryDirectory('worker') });
    workers.push(worker);
    return worker;
  };
  const register = async (place: Partial<{ host: string; port: number }> = {}): Promise<string> => {
    const { engine, host, port, database, user, password } = fixture.connection;
    const { main, other } = fixture.schemas;
    const login = { user, ...(password !== null && { password }) };
    const source = { name: `source ${++sources}`, engine, host, port, database, ...login, schemas: [main, other] };
    return (await api.post<{ id: string }>('/sql-dbs', { ...source, ...place })).id;
  };
  const start = async (sourceId: string): Promise<string> =>
    (await api.post<{ job: JobShown }>(`/sql-dbs/${sourceId}/db-elements`)).job.id;
  const job = (id: string): Promise<JobShown> => api.get<JobShown>(`/jobs/${id}`);
  const ended = (id: string): Promise<JobShown> => until(() => job(id), isOver, 60_000);
  const holders = async (): Promise<string[]> => {
    const rows = await (await sourceServer('postgresql')).execute('SELECT DISTINCT holder FROM job', catalogue.name);
    return rows.flatMap(({ holder }) => (typeof holder === 'string' ? [holder] : []));
  };
  /** A discovery that hangs in its source, in one of the workers. */
  const hanging = async (): Promise<{ proxy: TcpProxy; id: string; sourceId: string }> => {
    const { host, port } = fixture.connection;
    const proxy = await tcpProxy({ host: host ?? '', port: port ?? 0 }, { kind: 'black-hole' });
    const sourceId = await register({ host: proxy.host, port: proxy.port });
    const id = await start(sourceId);
    await until(async () => proxy.connections, (count) => count > 0); // prettier-ignore
    return { proxy, id, sourceId };
  };

  it('is no worker without a shared catalogue and a queue, and says what it needs', async () => {
    const { code, stderr } = await seshat(['worker']);
    expect(code).toBe(2);
    expect(stderr).toContain('SESHAT_CATALOGUE_URL must name');
    expect(stderr).toContain('SESHAT_QUEUE_URL must name');
  });

  it('keeps jobs waiting until there is a worker', async () => {
    const id = await start(await register());
    expect(await job(id)).toMatchObject({ status: 'pending', attempt: 0 });
    await addWorker();
    expect(await ended(id)).toMatchObject({ status: 'completed', attempt: 1, error: null });
  }, 90_000);

  it('discovers many sources on two workers, each exactly once', async () => {
    await addWorker();
    const ids = await Promise.all(Array.from({ length: 12 }, async () => start(await register())));
    for (const id of ids) expect(await ended(id)).toMatchObject({ status: 'completed', attempt: 1, losses: 0 });
    expect((await holders()).length).toBeGreaterThanOrEqual(2);
  }, 180_000);

  it('shows status, progress and log of a worker’s run at the server', async () => {
    const id = await start(await register());
    const response = await fetch(`${server.url}/api/jobs/${id}/events`, {
      headers: { authorization: `Bearer ${terminalToken(server.dataDir)}` },
      signal: AbortSignal.timeout(60_000),
    });
    let seen = '';
    const decoder = new TextDecoder();
    for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
      seen += decoder.decode(chunk, { stream: true });
      if (/"completed"/i.test(seen)) break;
    }
    expect(seen).toMatch(/"running"/i);
    expect(seen).toMatch(/event: log/);
    expect(seen).toMatch(/event: progress/);
    expect(await ended(id)).toMatchObject({ status: 'completed' });
  }, 90_000);

  it('cancels what runs in a worker from the server, at its next beat', async () => {
    const { id } = await hanging();
    const at = performance.now();
    await api.post(`/jobs/${id}/cancel`);
    expect(await ended(id)).toMatchObject({ status: 'cancelled' });
    expect(performance.now() - at).toBeLessThan(15_000);
  }, 90_000);

  it('hands over what runs when its worker is asked to stop', async () => {
    const { proxy, id, sourceId } = await hanging();
    await until(() => job(id), ({ status }) => status === 'running'); // prettier-ignore
    const at = performance.now();
    const codes = await Promise.all(workers.map((worker) => worker.stop()));
    expect(codes).toEqual([0, 0]);
    expect(performance.now() - at).toBeLessThan(25_000);
    expect(await job(id)).toMatchObject({ status: 'pending', losses: 0 });
    proxy.use({ kind: 'pass' });
    workers = [];
    await addWorker();
    expect(await ended(id)).toMatchObject({ status: 'completed', attempt: 2, losses: 0 });
    expect((await api.get<SourceShown>(`/sql-dbs/${sourceId}`)).counts.tables).toBeGreaterThan(5);
  }, 120_000);

  it('runs again elsewhere what ran in a worker that was killed', async () => {
    const { proxy, id } = await hanging();
    await until(() => job(id), ({ status }) => status === 'running'); // prettier-ignore
    const [killed] = workers.splice(0);
    await addWorker();
    await killed?.kill();
    proxy.use({ kind: 'pass' });
    expect(await ended(id)).toMatchObject({ status: 'completed', attempt: 2, losses: 1 });
  }, 120_000);
});
