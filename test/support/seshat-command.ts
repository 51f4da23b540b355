import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { atFileEnd } from './cleanup.js';
import { temporaryDirectory } from './temporary-directory.js';

const CLI = join(import.meta.dirname, '../../dist/src/cli.js');

export interface CommandOptions {
  /** Beside PATH, HOME and TMPDIR; nothing else is inherited. */
  readonly env?: Readonly<Record<string, string>>;
  /** Standard input; none when left out. */
  readonly input?: string;
  /** An empty directory when left out. */
  readonly cwd?: string;
}

export interface CommandResult {
  /** Null when it was killed. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A command under way. */
export interface RunningCommand {
  readonly process: ChildProcess;
  readonly result: Promise<CommandResult>;
}

/** Runs `seshat …` from dist, whatever its exit code. */
export async function seshat(args: readonly string[], options: CommandOptions = {}): Promise<CommandResult> {
  return startCommand(args, options).result;
}

/** The same, to be watched or stopped; killed at the end of the test file if it still runs. */
export function startCommand(
  args: readonly string[],
  { env = {}, input, cwd = temporaryDirectory('cwd') }: CommandOptions = {},
): RunningCommand {
  const inherited = Object.fromEntries(
    ['PATH', 'HOME', 'TMPDIR', 'SESHAT_TEST_RUN'].flatMap((name) => {
      const value = process.env[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
  const child = spawn(process.execPath, [CLI, ...args], { cwd, env: { ...inherited, ...env } });
  child.stdin.on('error', () => undefined).end(input ?? '');
  atFileEnd(() => void child.kill('SIGKILL'));
  const text = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (text.stdout += chunk));
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (text.stderr += chunk));
  const result = once(child, 'close').then(([code]) => ({ code: code as number | null, ...text }));
  return { process: child, result };
}
