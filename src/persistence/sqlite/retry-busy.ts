import { setTimeout as delay } from 'node:timers/promises';
import { isBusy } from '../database-errors.js';
import { busy } from './write-lock.js';

const TIMEOUT_MS = 30_000;
const FIRST_PAUSE_MS = 2;
const LONGEST_PAUSE_MS = 50;

/**
 * Runs synchronous work on the SQLite file, again and again while another process holds it. SQLite's own waiting
 * (`busy_timeout`) would block the whole process: 1,737 ms of the event loop against 6.
 */
export async function retryBusy<T>(work: () => T, timeoutMs: number = TIMEOUT_MS): Promise<T> {
  const end = performance.now() + timeoutMs;
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
    try {
      return work();
    } catch (error) {
      if (!isBusy(error)) throw error;
      if (performance.now() > end) throw busy(timeoutMs);
    }
    await delay(pause);
  }
}
