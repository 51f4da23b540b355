import { describe, expect, it } from '@jest/globals';
import type { ServerApi } from '../../src/cli/catalogue/server-api.js';
import { sourceServer } from '../support/engines.js';
import { startSeshat, type SeshatProcess } from '../support/seshat-process.js';
import { sourceFixture } from '../support/source-fixture.js';
import { tcpProxy, type TcpProxy } from '../support/tcp-proxy.js';
import { temporaryDirectory } from '../support/temporary-directory.js';
import { isOver, terminalApi, terminalToken, until, type JobShown, type SourceShown } from './terminal-api.js';

/** A discovery that hangs in its source, which lies behind a proxy. */
interface HangingRun {
  readonly proxy: TcpProxy;
  readonly sourceId: string;
  readonly jobId: string;
}

async function hangingRun(api: ServerApi): Promise<HangingRun> {
  const { connection, schemas } = await sourceFixture('postgresql');
  const proxy = await tcpProxy({ host: connection.host ?? '', port: connection.port ?? 0 }, { kind: 'black-hole' });
  const { engine, database, user, password } = connection;
  const place = { engine, host: proxy.host, port: proxy.port, database, user, ...(password !== null && { password }) };
  const source = { name: 'behind a proxy', ...place, schemas: [schemas.main, schemas.other] };
  const { id: sourceId } = await api.post<{ id: string }>('/sql-dbs', source);
  const { job } = await api.post<{ job: JobShown }>(`/sql-dbs/${sourceId}/db-elements`);
  await until(
    async () => proxy.connections,
    (count) => count > 0,
  );
  await until(
    () => api.get<JobShown>(`/jobs/${job.id}`),
    ({ status }) => status === 'running',
  );
  return { proxy, sourceId, jobId: job.id };
}

/** One whole picture, as one undisturbed run makes it. */
async function expectWholePicture(server: SeshatProcess, { sourceId, jobId }: HangingRun): Promise<void> {
  const api = terminalApi(server);
  const job = await until(() => api.get<JobShown>(`/jobs/${jobId}`), isOver, 60_000);
  expect(job).toMatchObject({ status: 'completed', error: null });
  const { counts, dbElements } = await api.get<SourceShown>(`/sql-dbs/${sourceId}`);
  expect(dbElements).toMatchObject({ status: 'completed', taskId: jobId });
  const { tables, columns, relationships } = job.result ?? { tables: 0, columns: 0, relationships: 0 };
  expect(counts).toMatchObject({ tables, columns, relationships, missingTables: 0, missingColumns: 0 });
  expect(tables).toBeGreaterThan(5);
}

describe('the server under fire', () => {
  it('notices within 5 s of its next start what ran when it was killed, and ends it once and whole', async () => {
    const killed = await startSeshat({ args: ['--no-demo'] });
    const run = await hangingRun(terminalApi(killed));
    await killed.kill();
    run.proxy.use({ kind: 'pass' });
    const next = await startSeshat({ env: { SESHAT_DATA_DIR: killed.dataDir } });
    const lost = await until(
      () => terminalApi(next).get<JobShown>(`/jobs/${run.jobId}`),
      ({ losses }) => losses === 1,
      5_000,
    );
    expect(lost.attempt).toBeGreaterThanOrEqual(1);
    await expectWholePicture(next, run);
    expect(await next.stop()).toBe(0);
  }, 120_000);

  it('gives back what runs when it is asked to stop, says so meanwhile, and goes on after the next start', async () => {
    const env = { SESHAT_DRAIN: '2s' };
    const stopped = await startSeshat({ args: ['--no-demo'], env });
    const run = await hangingRun(terminalApi(stopped));
    const events = await fetch(`${stopped.url}/api/jobs/${run.jobId}/events`, {
      headers: { authorization: `Bearer ${terminalToken(stopped.dataDir)}` },
    });
    const at = performance.now();
    const stopping = stopped.stop();
    const ready = await until(
      () => fetch(`${stopped.url}/health/ready`),
      ({ status }) => status === 503,
      1_500,
    );
    expect(ready.headers.get('retry-after')).not.toBeNull();
    expect(ready.headers.get('content-type')).toContain('application/problem+json');
    expect(await stopping).toBe(0);
    expect(performance.now() - at).toBeLessThan(25_000);
    // An open stream neither keeps the server nor hangs itself.
    await events.text().catch(() => undefined);
    run.proxy.use({ kind: 'pass' });
    const next = await startSeshat({ env: { SESHAT_DATA_DIR: stopped.dataDir } });
    await expectWholePicture(next, run);
    expect(await terminalApi(next).get<JobShown>(`/jobs/${run.jobId}`)).toMatchObject({ losses: 0 });
  }, 120_000);

  it('is up and says so while its catalogue is away, and works as soon as it is there', async () => {
    const postgresql = await sourceServer('postgresql');
    const database = await postgresql.createDatabase('seshat_away');
    const proxy = await tcpProxy({ host: postgresql.host, port: postgresql.port }, { kind: 'refuse' });
    const url = new URL(database.url);
    url.port = String(proxy.port);
    const env = {
      SESHAT_CATALOGUE_URL: url.href,
      SESHAT_SECRET_KEY: 'a key of more than thirty-two characters',
      SESHAT_DATA_DIR: temporaryDirectory('away'),
    };
    const server = await startSeshat({ env, readyMs: 0 });
    const health = (path: string) => fetch(`${server.url}/health/${path}`).catch(() => null);
    const away = await until(
      () => health('ready'),
      (answer) => answer !== null,
    );
    expect(away?.status).toBe(503);
    expect(away?.headers.get('retry-after')).not.toBeNull();
    expect((await health('live'))?.status).toBe(200);
    expect(
      (
        await fetch(`${server.url}/api/sql-dbs`, {
          headers: { authorization: `Bearer ${terminalToken(env.SESHAT_DATA_DIR)}` },
        })
      ).status,
    ).toBe(503);
    expect(server.output()).toContain('the catalogue cannot be reached');
    proxy.use({ kind: 'pass' });
    await until(
      () => health('ready'),
      (answer) => answer?.status === 200,
      30_000,
    );
    await until(
      async () => server.output(),
      (text) => text.includes('Seshat is ready'),
    );
    // Its log names no secret.
    expect(server.output()).not.toContain(env.SESHAT_SECRET_KEY);
    expect(await server.stop()).toBe(0);
  }, 120_000);
});
