import type { Config } from '../config/config.js';
import type { Wiring } from './wiring.js';

/** Where a command writes, and who may be asked; tests give their own. */
export interface Output {
  readonly stdout: NodeJS.WritableStream & { readonly isTTY?: boolean };
  readonly stderr: NodeJS.WritableStream & { readonly isTTY?: boolean; readonly columns?: number };
}

export const PROCESS_OUTPUT: Output = { stdout: process.stdout, stderr: process.stderr };

/** What every command is given. */
export interface Commands {
  /** The configuration, read when a command needs it: `--help` works with a wrong one. */
  readonly config: (overrides?: Readonly<Record<string, string | undefined>>) => Config;
  readonly wiring: Wiring;
  readonly output: Output;
  /** Notes the exit code. */
  readonly finish: (code: number) => void;
}

/** How commands end. */
export const EXIT = {
  ok: 0,
  /** What was asked for did not work; the reason stands on standard error. */
  failed: 1,
  /** The command line or the configuration is wrong. */
  usage: 2,
  /** It worked, but some tables could not be read. */
  incomplete: 3,
} as const;

/** Waits where the reader of a pipe is slow, and ends quietly when it has gone (`| head`). */
export async function print(out: NodeJS.WritableStream, pieces: Iterable<string>): Promise<void> {
  const gone = new Promise<'gone'>((resolve) => out.on('error', () => resolve('gone')));
  for (const piece of pieces) {
    if (out.write(piece)) continue;
    const drained = new Promise<'drained'>((resolve) => out.once('drain', () => resolve('drained')));
    if ((await Promise.race([drained, gone])) === 'gone') return;
  }
}
