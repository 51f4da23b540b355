import { join } from 'node:path';
import { KeptOutput } from './kept-output.js';
import { keepStream } from './command-output.js';
import { SupervisedCommand, type CommandEnd, type CommandStart } from './supervised-command.js';

/** What happens to the output of a program, and how the program is ended early. */
export interface ProgramWatch {
  /** How much of each stream is kept as a file. */
  readonly maxBytes: number;
  /** Values that are taken out of whatever the program says. */
  readonly secrets: readonly string[];
  onLines(stream: 'stdout' | 'stderr', lines: readonly string[]): void;
  readonly signal: AbortSignal;
  /** From SIGTERM to SIGKILL, once the signal has fired. */
  graceMs(): number;
}

/** How a program ended, and what it said. */
export interface ProgramEnd {
  readonly end: CommandEnd;
  readonly stdout: KeptOutput;
  readonly stderr: KeptOutput;
}

/**
 * Runs a program from its start to its last byte, which goes to `stdout.txt` and `stderr.txt` of its directory. Whatever
 * happens, nothing of the program is left when this settles.
 */
export async function runProgram(start: CommandStart, watch: ProgramWatch): Promise<ProgramEnd> {
  const { maxBytes, secrets, signal, onLines } = watch;
  const files: KeptOutput[] = [];
  try {
    for (const name of ['stdout.txt', 'stderr.txt']) {
      files.push(await KeptOutput.open(join(start.directory, name), maxBytes));
    }
    const [stdout, stderr] = files as [KeptOutput, KeptOutput];
    signal.throwIfAborted();
    const running = SupervisedCommand.start(start);
    const stop = (): void => running.stop(watch.graceMs());
    signal.addEventListener('abort', stop, { once: true });
    const keep = (stream: 'stdout' | 'stderr', kept: KeptOutput): Promise<void> =>
      keepStream(running[stream], kept, secrets, (lines) => onLines(stream, lines)).catch((error: unknown) => {
        stop(); // nobody takes its output any more
        running[stream].resume();
        throw error;
      });
    const settled = await Promise.allSettled([running.ended, keep('stdout', stdout), keep('stderr', stderr)]);
    signal.removeEventListener('abort', stop);
    const failed = settled.find((one) => one.status === 'rejected');
    if (failed) throw failed.reason;
    return { end: await running.ended, stdout, stderr };
  } finally {
    for (const file of files) await file.close();
  }
}
