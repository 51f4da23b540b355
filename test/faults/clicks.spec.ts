import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { Job } from '../../src/jobs/job.entity.js';
import { isOver, terminalApi, terminalToken, until, type JobShown } from '../e2e/terminal-api.js';
import { changingSource, type ChangingSource } from '../support/changing-source.js';
import { catalogueUrl, TEST_ENGINES } from '../support/engines.js';
import { Invariants } from '../support/invariants.js';
import { connectCatalogue } from '../support/open-catalogue.js';
import { rounds } from '../support/rounds.js';
import { startSeshat, type SeshatProcess } from '../support/seshat-process.js';
import { temporaryDirectory } from '../support/temporary-directory.js';

jest.setTimeout(240_000);

const PROCESSES = 8;
const CLICKS = 50;
const CLICKER = join(import.meta.dirname, '../support/clicker.mjs');

interface Answer {
  readonly status: number;
  readonly body: { readonly code?: string; readonly job?: { readonly id?: string } };
}

describe.each(TEST_ENGINES)('fifty clicks from each of eight processes at once, the catalogue on %s', (engine) => {
  let servers: SeshatProcess[];
  let source: ChangingSource;
  let catalogue: DataSource;
  let invariants: Invariants;
  let subject: string;

  beforeAll(async () => {
    const { url } = await catalogueUrl(engine);
    const key = randomBytes(24).toString('hex');
    const env = {
      ...{ SESHAT_CATALOGUE_URL: url, SESHAT_SECRET_KEY: key, SESHAT_EGRESS_PRIVATE: 'true' },
      ...{ SESHAT_QUERY_TIMEOUT: '2m', SESHAT_POSTGRESQL_LOCK_TIMEOUT: '2m' },
    };
    // The embedded catalogue has one owner, the others eight.
    const count = engine === 'sqlite' ? 1 : PROCESSES;
    const boot = (): Promise<SeshatProcess> => startSeshat({ args: ['--no-demo'], env, readyMs: 120_000 });
    servers = await Promise.all(Array.from({ length: count }, boot));
    const [first] = servers;
    if (!first) throw new Error('There is no server.');
    const api = terminalApi(first);
    source = await changingSource('postgresql');
    const register = async (name: string): Promise<string> =>
      (await api.post<{ id: string }>('/sql-dbs', { name, ...source.input })).id;
    const discover = async (id: string): Promise<void> => {
      const { job } = await api.post<{ job: JobShown }>(`/sql-dbs/${id}/db-elements`);
      const { status, error } = await until(() => api.get<JobShown>(`/jobs/${job.id}`), isOver, 60_000);
      if (status !== 'completed') throw new Error(`An undisturbed discovery is ${status}: ${error?.message ?? ''}`);
    };
    subject = await register('subject');
    const twin = await register('twin');
    for (const id of [subject, twin]) await discover(id);
    catalogue = await connectCatalogue(url);
    const directories = [...servers.map(({ dataDir }) => dataDir), temporaryDirectory('clicks')];
    invariants = await Invariants.of(() => ({
      ...{ catalogue, subject, twin, discover, secrets: [source.password, key], directories },
      outputs: servers.map((server) => server.output()),
    }));
  }, 240_000);

  afterAll(() => Promise.all(servers.map((server) => server.kill())));

  /** The clicks of one process. */
  const clicksOf = async (at: number): Promise<Answer[]> => {
    const server = servers[at % servers.length];
    if (!server) throw new Error('There is no server.');
    const child = spawn(process.execPath, [CLICKER], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: {
        CLICK_URL: `${server.url}/api/sql-dbs/${subject}/db-elements`,
        CLICK_TOKEN: terminalToken(server.dataDir),
        CLICK_COUNT: String(CLICKS),
      },
    });
    return JSON.parse(await text(child.stdout)) as Answer[];
  };

  it.each(rounds())('start one job; all others are refused and name it (round %i)', async () => {
    await source.change();
    await invariants.prepare();
    const jobsBefore = await catalogue.manager.countBy(Job, { subjectId: subject });
    // The one that runs waits for this lock, so that none may follow it.
    const locking = source
      .execute('BEGIN; LOCK TABLE pg_catalog.pg_description IN ACCESS EXCLUSIVE MODE; SELECT pg_sleep(120); COMMIT')
      .catch(() => undefined);
    const holder = async () =>
      source.execute("SELECT pid FROM pg_stat_activity WHERE query LIKE 'BEGIN; LOCK%' AND wait_event = 'PgSleep'");
    const held = await until(holder, (found) => found.length > 0);
    const answers = (await Promise.all(Array.from({ length: PROCESSES }, (_, at) => clicksOf(at)))).flat();
    await source.execute(`SELECT pg_terminate_backend(${String(held[0]?.pid)})`);
    await locking;

    expect(answers).toHaveLength(PROCESSES * CLICKS);
    const [started, ...more] = answers.filter(({ status }) => status === 202);
    expect(more).toEqual([]);
    const id = started?.body.job?.id ?? '';
    const refused = answers.filter(({ status }) => status !== 202);
    expect(new Set(refused.map(({ status }) => status))).toEqual(new Set([409]));
    const unnamed = refused.filter(({ body }) => !JSON.stringify(body).includes(id));
    expect(unnamed).toEqual([]);
    expect(await catalogue.manager.countBy(Job, { subjectId: subject })).toBe(jobsBefore + 1);
    const ended = async (): Promise<Job> => catalogue.manager.findOneByOrFail(Job, { id });
    const job = await until(ended, ({ endedAt }) => endedAt !== null, 60_000);
    expect(job).toMatchObject({ status: 'COMPLETED', attempt: 1, losses: 0 });
    await invariants.hold();
  });
});
