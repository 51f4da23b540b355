import { setTimeout as delay } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { CatalogueConnection } from './catalogue-connection.js';

export interface CatalogueState {
  readonly up: boolean;
  /** How long the answer took; null without one. */
  readonly latencyMs: number | null;
  /** For people; null when it is up. */
  readonly problem: string | null;
}

const PATIENCE_MS = 2000;

/** Whether the catalogue answers, for `/health`. */
@Injectable()
export class CatalogueHealth {
  constructor(
    private readonly source: DataSource,
    private readonly connection: CatalogueConnection,
  ) {}

  /** Asks it, and waits two seconds at most; never throws. */
  async check(): Promise<CatalogueState> {
    if (!this.connection.isReady) return down('The catalogue cannot be reached yet. It is tried again.');
    const start = performance.now();
    const cancelled = new AbortController();
    try {
      const answered = this.source.query('SELECT 1').then(() => true);
      const tooLate = delay(PATIENCE_MS, false, { signal: cancelled.signal, ref: false }).catch(() => false);
      if (!(await Promise.race([answered, tooLate]))) return down(`The catalogue did not answer in ${PATIENCE_MS} ms.`);
      return { up: true, latencyMs: Math.round(performance.now() - start), problem: null };
    } catch {
      return down('The catalogue cannot be reached. It is tried again.');
    } finally {
      cancelled.abort();
    }
  }
}

function down(problem: string): CatalogueState {
  return { up: false, latencyMs: null, problem };
}
