import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ServerApi } from '../../src/cli/catalogue/server-api.js';
import type { SeshatProcess } from '../support/seshat-process.js';

/** A job as the API shows it, as far as these tests look. */
export interface JobShown {
  readonly id: string;
  readonly number: string;
  readonly status: string;
  readonly attempt: number;
  readonly losses: number;
  readonly result: { readonly tables: number; readonly columns: number; readonly relationships: number } | null;
  readonly error: { readonly code: string; readonly message: string } | null;
}

export interface SourceShown {
  readonly id: string;
  readonly name: string;
  readonly dbElements: { readonly status: string };
  readonly counts: { readonly tables: number; readonly columns: number; readonly relationships: number };
}

/** The server's API by the token of its boot, as terminal commands use it. */
export function terminalApi({ dataDir, url }: Pick<SeshatProcess, 'dataDir' | 'url'>): ServerApi {
  return new ServerApi(url, terminalToken(dataDir));
}

/** The token of the server's boot, from its data directory. */
export function terminalToken(dataDir: string): string {
  return (JSON.parse(readFileSync(join(dataDir, 'server.json'), 'utf8')) as { token: string }).token;
}

/** Asks every 50 ms until the answer is as wanted. @throws Error with the last answer after `ms` */
export async function until<T>(ask: () => Promise<T>, wanted: (answer: T) => boolean, ms = 20_000): Promise<T> {
  const end = Date.now() + ms;
  for (;;) {
    const answer = await ask();
    if (wanted(answer)) return answer;
    if (Date.now() > end) throw new Error(`Not within ${ms} ms: ${JSON.stringify(answer)}`);
    await sleep(50);
  }
}

export const isOver = ({ status }: { status: string }): boolean => !['pending', 'running'].includes(status);
