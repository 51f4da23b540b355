import type { MachineRound } from './measure-machines.js';

/** A line per round, and whether each source was discovered exactly once; readable as it is. */
export function machinesReport(rounds: readonly MachineRound[]): string {
  return [
    '',
    '| workers | killed | sources | seconds | a second | worker CPU ms each | server CPU ms each | attempts | losses |',
    '| ------: | -----: | ------: | ------: | -------: | -----------------: | -----------------: | -------: | -----: |',
    ...rounds.map(row),
    '',
    ...rounds.map((round) => {
      const { sources, jobs, completed, ends, whole, workers, killed } = round;
      const held = [jobs, completed, ends, whole].every((count) => count === sources);
      const text = `${workers} worker${workers === 1 ? '' : 's'}, ${killed} killed: ${sources} sources, ${jobs} jobs, ${completed} completed, ${ends} ends, ${whole} whole pictures`;
      return `${held ? 'ok  ' : 'MISS'} ${text}`;
    }),
    '',
  ].join('\n');
}

function row({
  workers,
  killed,
  sources,
  seconds,
  workerCpuSeconds,
  serverCpuSeconds,
  attempts,
  losses,
}: MachineRound): string {
  const each = (cpu: number | null): string => (cpu === null ? '–' : ((cpu * 1000) / sources).toFixed(0));
  const cells: [string | number, number][] = [
    [workers, 7],
    [killed, 6],
    [sources, 7],
    [seconds.toFixed(1), 7],
    [(sources / seconds).toFixed(2), 8],
    [each(workerCpuSeconds), 18],
    [each(serverCpuSeconds), 18],
    [attempts, 8],
    [losses, 6],
  ];
  return `| ${cells.map(([cell, width]) => String(cell).padStart(width)).join(' | ')} |`;
}
