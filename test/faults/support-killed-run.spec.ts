import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';

const HOLDER = join(import.meta.dirname, '../support/run-holder.mjs');

describe('a killed test run', () => {
  it('leaves no server, no process and no directory behind', async () => {
    const runner = spawn(process.execPath, [HOLDER], { stdio: ['ignore', 'pipe', 'inherit'] });
    const ended = once(runner, 'exit').then(() => Promise.reject(new Error('The run ended before it was killed.')));
    const [line] = (await Promise.race([once(createInterface({ input: runner.stdout }), 'line'), ended])) as [string];
    ended.catch(() => undefined);
    const { pids, directory } = JSON.parse(line) as { pids: number[]; directory: string };
    expect(pids.every(lives)).toBe(true);
    expect(existsSync(directory)).toBe(true);

    runner.kill('SIGKILL');
    for (let i = 0; i < 300 && (existsSync(directory) || pids.some(lives)); i++) await sleep(100);
    expect(pids.filter(lives)).toEqual([]);
    expect(existsSync(directory)).toBe(false);
  }, 120_000);
});

function lives(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
