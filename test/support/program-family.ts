import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { temporaryDirectory } from './temporary-directory.js';

/** How many processes {@link FAMILY} has. */
const MEMBERS = 5;

/**
 * A program (for `/bin/sh -c`, given a file) that notes the number of each of its processes: itself, a child, a child that
 * is deaf to SIGTERM with a child of its own, and one that leaves the session.
 */
export const FAMILY = `
  echo $$ >> "$1"
  sh -c 'echo $$ >> "$0"; exec sleep 600' "$1" &
  sh -c 'trap "" TERM; echo $$ >> "$0"; sleep 600 & echo $! >> "$0"; wait' "$1" &
  setsid sh -c 'echo $$ >> "$0"; exec sleep 600' "$1" &
`;

/** The processes of one run of it. */
export class Family {
  readonly file = join(temporaryDirectory('family'), 'pids');

  /** Waits until all are there. */
  async gathered(): Promise<void> {
    for (let i = 0; this.pids().length < MEMBERS; i++) {
      if (i > 600) throw new Error('The program has not started all its processes.');
      await sleep(50);
    }
    if (this.alive().length < MEMBERS) throw new Error('Processes of the program ended by themselves.');
  }

  alive(): number[] {
    return this.pids().filter(lives);
  }

  /** Waits until none is left, or the time is over; answers who is left. */
  async left(timeoutMs: number): Promise<number[]> {
    for (const end = Date.now() + timeoutMs; Date.now() < end && this.alive().length > 0;) await sleep(50);
    return this.alive();
  }

  private pids(): number[] {
    try {
      return readFileSync(this.file, 'utf8').split('\n').filter(Boolean).map(Number);
    } catch {
      return [];
    }
  }
}

/** Whether it runs: what is dead but not yet buried does not. */
export function lives(pid: number): boolean {
  try {
    return !/^State:\s+[ZX]/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}
