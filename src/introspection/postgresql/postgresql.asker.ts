import type pg from 'pg';
import { SourceError } from '../../common/errors.js';
import type { ReadLimits, SourceConnection } from '../engine.js';
import { classifyPostgresql } from './postgresql.errors.js';
import { BUSY } from './postgresql.queries.js';
import { allRows, streamRows, type RawRow } from './postgresql.stream.js';

/** The SQLSTATE of a lock that was not given in time. */
const LOCK_TIMEOUT = '55P03';
/** Each time has cost the lock's time limit. */
const LOCK_ROUNDS = 3;
/** A relation went away while the server decompiled it, or we met its owner's locks the other way round: simply ask again. */
const IN_PASSING: ReadonlySet<unknown> = new Set(['XX000', '40P01']);
/** A storm of CREATE and DROP, as a test suite makes, hits many queries; each is short. */
const PASSING_ROUNDS = 20;

/** A list of ids as an array parameter. */
export const arrayOf = (oids: Iterable<string>): string => `{${[...oids].join(',')}}`;

/** Asks over one connection, counts the queries, and classifies what goes wrong. */
export class Asker {
  queries = 0;
  /** Relations that other sessions hold exclusively, and views on them: known only once we had to wait for one. */
  readonly busy = new Set<string>();
  private lockRounds = 0;
  private passingRounds = 0;

  constructor(
    private readonly client: pg.Client,
    readonly connection: SourceConnection,
    private readonly limits: ReadLimits,
  ) {}

  /** @throws SourceError */
  async rows<R extends RawRow>(text: string, values: readonly unknown[] = []): Promise<R[]> {
    this.queries++;
    try {
      return await allRows<R>(this.client, text, values, this.limits.queryMs);
    } catch (error) {
      throw classifyPostgresql(this.connection, error);
    }
  }

  /** Batches of rows, as they come. @throws SourceError */
  async *stream<R extends RawRow>(text: string, values: readonly unknown[]): AsyncGenerator<R[]> {
    this.queries++;
    const batches = streamRows<R>(this.client, text, values, this.limits.queryMs);
    for (;;) {
      const next = await batches.next().catch((error: unknown) => {
        throw classifyPostgresql(this.connection, error);
      });
      if (next.done) return;
      yield next.value;
    }
  }

  /**
   * Does what decompiles expressions, for which the server opens and locks their relations. Where a lock takes too long it
   * is done again without the relations that others hold, which `busy` then names; where one was dropped, simply again.
   */
  async decompile<T>(work: (busy: string) => Promise<T>): Promise<T> {
    for (;;) {
      try {
        return await work(arrayOf(this.busy));
      } catch (error) {
        const code = error instanceof SourceError && error.transient ? error.details.code : undefined;
        if (code === LOCK_TIMEOUT && ++this.lockRounds <= LOCK_ROUNDS) {
          for (const [oid] of await this.rows<readonly [oid: string]>(BUSY)) this.busy.add(oid);
        } else if (!IN_PASSING.has(code) || ++this.passingRounds > PASSING_ROUNDS) throw error;
      }
    }
  }
}
