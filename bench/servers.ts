import type { Engine } from '../src/common/snapshot.js';

/** What a run may need a server of. */
export type ServerName = Engine | 'redis';

/** The servers of a run, until it is closed. */
export interface Servers {
  /** An administrator's URL; empty for SQLite. */
  urlOf(engine: ServerName): string;
  /** What processes of the run get as their environment: with it they are ended when the run is killed. */
  readonly environment: NodeJS.ProcessEnv;
  close(): Promise<void>;
}

/** The test command's own way to servers (scripts/lib/test-run.mjs). */
interface TestRun {
  readonly environment: Readonly<Record<string, string>>;
  close(finished: boolean): Promise<string[]>;
}

/** Seen from dist/bench, where this runs. */
const TEST_RUN = new URL('../../scripts/lib/test-run.mjs', import.meta.url);

const variable = (purpose: 'BENCH' | 'TEST', engine: ServerName): string =>
  `SESHAT_${purpose}_${engine.toUpperCase()}_URL`;

/**
 * Servers given by the environment; those that are not given are started, fresh and on ports of their own.
 * @throws Error that says what is missing
 */
export async function openServers(engines: readonly ServerName[], env: NodeJS.ProcessEnv): Promise<Servers> {
  const given = (engine: ServerName): string | undefined => env[variable('BENCH', engine)];
  if (engines.includes('mysql') && !given('mysql')) {
    throw new Error('MySQL is measured on a given server only: name it in SESHAT_BENCH_MYSQL_URL.');
  }
  const needs = engines.filter((engine) => engine !== 'sqlite' && !given(engine));
  const { openTestRun } = (await import(TEST_RUN.href)) as {
    openTestRun(needs: readonly ServerName[]): Promise<TestRun>;
  };
  const run = await openTestRun(needs);
  return {
    urlOf: (engine) =>
      given(engine) ?? run.environment[variable('TEST', engine)] ?? env[variable('TEST', engine)] ?? '',
    environment: { PATH: env.PATH, TMPDIR: run.environment.TMPDIR, SESHAT_TEST_RUN: run.environment.SESHAT_TEST_RUN },
    close: async () => void (await run.close(true)),
  };
}
