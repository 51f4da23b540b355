import { parseArgs } from 'node:util';

export interface JobsBenchOptions {
  readonly overhead: boolean;
  readonly machines: boolean;
  readonly json: boolean;
  /** Empty jobs that are queued and run. */
  readonly jobs: number;
  /** Sources that are discovered by each number of workers. */
  readonly sources: number;
  readonly tables: number;
  readonly workers: readonly number[];
  /** Jobs side by side in one worker. */
  readonly places: number;
  readonly killEveryMs: number;
}

export const JOBS_USAGE = `npm run bench -- jobs [options]

What jobs cost: empty ones on the embedded catalogue, and discoveries on two servers and several workers.

  --only <part>      overhead or machines (default: both)
  --jobs <n>         empty jobs (default: 1000)
  --sources <n>      sources that the workers discover (default: 200)
  --tables <n>       tables of each (default: 20)
  --workers <list>   numbers of workers that are compared; the last one is run once more, with workers killed (default: 1,2,4)
  --places <n>       jobs side by side in one worker (default: 1)
  --kill-every <s>   seconds between two kills (default: 5)
  --json             print the results as JSON

A PostgreSQL and a Redis may be given in SESHAT_BENCH_POSTGRESQL_URL and SESHAT_BENCH_REDIS_URL; without them private ones are
started for the run. The Redis is used with a key prefix of the run's own.
`;

/** @returns null when help was asked for @throws Error for what cannot be understood */
export function parseJobsOptions(argv: readonly string[]): JobsBenchOptions | null {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      only: { type: 'string' },
      jobs: { type: 'string', default: '1000' },
      sources: { type: 'string', default: '200' },
      tables: { type: 'string', default: '20' },
      workers: { type: 'string', default: '1,2,4' },
      places: { type: 'string', default: '1' },
      'kill-every': { type: 'string', default: '5' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return null;
  const { only } = values;
  if (only !== undefined && only !== 'overhead' && only !== 'machines') {
    throw new Error(`--only knows overhead and machines; not "${only}".`);
  }
  return {
    overhead: only !== 'machines',
    machines: only !== 'overhead',
    json: values.json,
    jobs: count(values.jobs, '--jobs'),
    sources: count(values.sources, '--sources'),
    tables: count(values.tables, '--tables'),
    workers: values.workers.split(',').map((text) => count(text, '--workers')),
    places: count(values.places, '--places'),
    killEveryMs: count(values['kill-every'], '--kill-every') * 1000,
  };
}

function count(text: string, option: string): number {
  if (!/^[1-9]\d{0,4}$/.test(text.trim())) throw new Error(`${option} takes whole numbers from 1; not "${text}".`);
  return Number(text);
}
