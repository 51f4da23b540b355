import { rounded, type BenchResult } from './results.js';

/** The sizes that the goals are about. */
const LARGE = 10_000;
const MEDIUM = 1_000;

/** What is to hold, said with the figures: `held` or not. */
export interface Goal {
  readonly held: boolean;
  readonly text: string;
}

/** The goals that these results can tell something about. */
export function goalsOf(results: readonly BenchResult[]): Goal[] {
  return [...new Set(results.map(({ engine }) => engine))].flatMap((engine) =>
    engineGoals(
      engine,
      results.filter((result) => result.engine === engine),
    ),
  );
}

function engineGoals(engine: string, results: readonly BenchResult[]): Goal[] {
  const goals: Goal[] = [];
  const goal = (held: boolean, text: string): void => void goals.push({ held, text: `${engine}: ${text}` });
  const large = results.find(({ tables }) => tables === LARGE);
  const medium = results.find(({ tables }) => tables === MEDIUM);
  if (large) {
    goal(large.ratio <= 2, `read and publish ${large.ratio} × the floor at most 2`);
    const limit = rounded(1.4 * large.bareSeconds + 0.3, 2);
    goal(large.rerunSeconds <= limit, `unchanged re-run ${large.rerunSeconds} s, at most ${limit}, no row written`);
  }
  if (large && medium) {
    const growth = rounded(large.seconds / large.columns / (medium.seconds / medium.columns), 2);
    goal(growth <= 1.1, `seconds per column ${growth} × those at ${MEDIUM} tables, at most 1.1`);
  }
  const queries = results.map((result) => result.queries);
  if (queries.length > 1) {
    goal(new Set(queries).size === 1, `${[...new Set(queries)].join(', ')} queries, whatever the number of tables`);
  }
  const memory = Math.max(...results.map((result) => result.readerRssMb));
  goal(memory <= 256, `reader ${memory} MiB, at most 256`);
  const delay = Math.max(...results.map((result) => result.loopDelayMs));
  goal(delay <= 100, `event loop held up for ${delay} ms, at most 100`);
  return goals;
}
