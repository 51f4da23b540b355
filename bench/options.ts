import { parseArgs } from 'node:util';
import { ENGINES, type Engine } from '../src/common/snapshot.js';

export interface BenchOptions {
  readonly json: boolean;
  readonly engines: readonly Engine[];
  /** Numbers of tables. */
  readonly sizes: readonly number[];
  readonly rounds: number;
}

export const USAGE = `npm run bench -- [options]

Discovers generated sources and compares with the least that any discovery must do.
npm run bench -- jobs measures what jobs cost; it has options of its own (--help).

  --json            print the results as JSON
  --engines <list>  of ${ENGINES.join(', ')} (default: sqlite,mariadb,postgresql; mysql too when its URL is given)
  --sizes <list>    numbers of tables (default: 20,1000,10000)
  --rounds <n>      measure so often and take the median (default: 3)

Servers: SESHAT_BENCH_MARIADB_URL, SESHAT_BENCH_POSTGRESQL_URL and SESHAT_BENCH_MYSQL_URL name given ones (accounts that may
create databases); without them private ones are started for the run, from programs on the machine.
`;

/** @returns null when help was asked for @throws Error for what cannot be understood */
export function parseOptions(argv: readonly string[], env: NodeJS.ProcessEnv): BenchOptions | null {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
      engines: { type: 'string', default: `sqlite,mariadb,postgresql${env.SESHAT_BENCH_MYSQL_URL ? ',mysql' : ''}` },
      sizes: { type: 'string', default: '20,1000,10000' },
      rounds: { type: 'string', default: '3' },
    },
  });
  if (values.help) return null;
  return {
    json: values.json,
    engines: values.engines.split(',').map(engine),
    sizes: values.sizes.split(',').map((text) => count(text, '--sizes')),
    rounds: count(values.rounds, '--rounds'),
  };
}

function engine(text: string): Engine {
  const found = ENGINES.find((name) => name === text.trim());
  if (!found) throw new Error(`--engines knows ${ENGINES.join(', ')}; not "${text}".`);
  return found;
}

function count(text: string, option: string): number {
  if (!/^[1-9]\d{0,5}$/.test(text.trim())) throw new Error(`${option} takes whole numbers from 1; not "${text}".`);
  return Number(text);
}
