import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { atFileEnd } from './cleanup.js';

export interface TypescriptChild {
  readonly process: ChildProcess;
  /** The next line that it prints. Rejects when it ends without one. */
  line(): Promise<string>;
  /** Its exit code; null when a signal ended it. */
  exit(): Promise<number | null>;
}

/** Runs a TypeScript file of the tests in a process of its own; killed at the end of the test file at the latest. */
export function typescriptChild(file: URL, args: readonly string[]): TypescriptChild {
  const loader = fileURLToPath(new URL('./run-typescript.mjs', import.meta.url));
  const child = spawn(process.execPath, ['--import', loader, fileURLToPath(file), ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  atFileEnd(() => void child.kill('SIGKILL'));
  const ended = once(child, 'exit').then(([code]) => code as number | null);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    process: child,
    exit: () => ended,
    async line() {
      const { value, done } = await lines.next();
      if (done) throw new Error(`The child ended with ${await ended} and said nothing more.`);
      return value;
    },
  };
}
