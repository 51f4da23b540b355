import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { ChildAnswer } from './answer-parent.js';

/** The modules that run in processes of their own, each fresh: no run profits from the heap of another. */
const ENTRIES = {
  product: '../product/product-process.js',
  floor: '../floor/floor-process.js',
  overhead: '../jobs/overhead/overhead-process.js',
} as const;

/**
 * Runs one piece of work in a new process.
 * @param env what it gets of the environment
 * @throws Error with the child's own error
 */
export async function runChild<Task extends object, T>(
  entry: keyof typeof ENTRIES,
  task: Task,
  env: NodeJS.ProcessEnv,
): Promise<T> {
  const child = fork(fileURLToPath(new URL(ENTRIES[entry], import.meta.url)), {
    env,
    // Standard output belongs to the results.
    stdio: ['ignore', 2, 2, 'ipc'],
  });
  const answer = await new Promise<ChildAnswer<T>>((resolve, reject) => {
    child.once('message', (message) => resolve(message as ChildAnswer<T>));
    child.once('error', reject);
    child.once('exit', (code, signal) => reject(new Error(`The ${entry} process died (${signal ?? code}).`)));
    child.send(task);
  });
  if ('error' in answer) throw new Error(`${entry}: ${answer.error}`);
  return answer.answer;
}
