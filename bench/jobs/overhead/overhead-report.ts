import type { OverheadAnswer, Spent } from './overhead-messages.js';

/** Processor time of the server for one empty job, from the request to its end. */
const MOST_MS = 10;
/** Queued empty jobs that end in a second. */
const LEAST_PER_SECOND = 100;

/** What empty jobs cost, each statement that one sends, and whether the goals hold; readable as it is. */
export function overheadReport({ queued, starting, running, singles, single, statements }: OverheadAnswer): string {
  const cost = (starting.cpuMs + running.cpuMs) / queued;
  const perSecond = (queued * 1000) / running.wallMs;
  const request = statements.indexOf('COMMIT') + 1;
  return [
    '| an empty job                | jobs | CPU ms each | wall ms each | a second |',
    '| --------------------------- | ---: | ----------: | -----------: | -------: |',
    row('started, while others wait', queued, starting),
    row('run, from a full queue', queued, running),
    row('started and run, one by one', singles, single),
    '',
    `Statements of one job: ${statements.length}, ${request} of them to start it`,
    ...statements.map((text, index) => `${String(index + 1).padStart(4)}  ${text}`),
    '',
    goal(cost <= MOST_MS, `an empty job costs ${cost.toFixed(1)} ms of the server's time (${MOST_MS} at most)`),
    goal(perSecond >= LEAST_PER_SECOND, `${queued} queued empty jobs: ${perSecond.toFixed(0)} a second (${LEAST_PER_SECOND} at least)`), // prettier-ignore
    '',
  ].join('\n');
}

function row(what: string, jobs: number, { cpuMs, wallMs }: Spent): string {
  const cells = [cpuMs / jobs, wallMs / jobs].map((ms) => ms.toFixed(2));
  const [cpu = '', wall = ''] = cells;
  const perSecond = ((jobs * 1000) / wallMs).toFixed(0);
  return `| ${what.padEnd(27)} | ${String(jobs).padStart(4)} | ${cpu.padStart(11)} | ${wall.padStart(12)} | ${perSecond.padStart(8)} |`;
}

/** A line as the benchmark of discoveries says it. */
function goal(held: boolean, text: string): string {
  return `${held ? 'ok  ' : 'MISS'} ${text}`;
}
