import { setTimeout as sleep } from 'node:timers/promises';
import { once } from 'node:events';
import { startCommand } from './seshat-command.js';

/** `seshat worker` as a process of its own; killed at the end of the test file if it still runs. */
export interface SeshatWorker {
  readonly pid: number;
  /** Everything it has printed so far. */
  output(): string;
  /** SIGTERM; answers the exit code. */
  stop(): Promise<number | null>;
  /** SIGKILL, and waits until it is gone. */
  kill(): Promise<void>;
}

/**
 * Starts one from dist and waits until it takes jobs.
 * @throws Error with its output when it ends, or does not within `readyMs`
 */
export async function startWorker(env: Readonly<Record<string, string>>, readyMs = 30_000): Promise<SeshatWorker> {
  const { process: child, result } = startCommand(['worker'], { env });
  let said = '';
  let printed = '';
  child.stderr?.on('data', (chunk: string) => (said += chunk));
  child.stdout?.on('data', (chunk: string) => (printed += chunk));
  for (const end = Date.now() + readyMs; !said.includes('The worker takes jobs');) {
    if (child.exitCode !== null || Date.now() > end) throw new Error(`seshat worker is not ready:\n${said}`);
    await sleep(50);
  }
  return {
    pid: child.pid ?? 0,
    output: () => said + printed,
    async stop() {
      child.kill('SIGTERM');
      return (await result).code;
    },
    async kill() {
      const gone = once(child, 'exit');
      child.kill('SIGKILL');
      await gone;
    },
  };
}
