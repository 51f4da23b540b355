import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Clock } from '../../common/clock.js';
import { Transactions } from '../../persistence/transactions.js';
import { managerOf, type Tx } from '../../persistence/tx.js';
import { JobLog } from '../job-log.entity.js';
import { LOG_LIMITS } from './log-bound.js';
import { LOG_LEVELS, levelsFrom, type LogLevel } from './log-level.js';
import { cleanMessage } from './log-text.js';

/** A line as people get it. */
export interface LogLine {
  readonly seq: number;
  readonly at: Date;
  readonly level: LogLevel;
  readonly message: string;
}

export interface LogQuery {
  /** Lines after this number only. */
  readonly after?: number;
  /** Lines at least as grave. */
  readonly level?: LogLevel;
  /** At most so many; all that are kept when absent. */
  readonly limit?: number;
}

/** The lines of a job's log, whoever wrote them. */
@Injectable()
export class JobLogs {
  constructor(
    private readonly transactions: Transactions,
    private readonly clock: Clock,
  ) {}

  /**
   * Adds a line of the engine's own inside a transaction.
   * @throws a unique violation when a worker wrote at the same moment: the transaction is then to be run again
   */
  async append(tx: Tx, jobId: string, level: LogLevel, text: string): Promise<void> {
    const manager = managerOf(tx);
    const message = cleanMessage(text, []);
    const seq = (await lastSeq(manager, jobId)) + 1;
    const line = { jobId, seq, at: this.clock.now(), level, message, bytes: Buffer.byteLength(message) };
    await manager.createQueryBuilder().insert().into(JobLog).values(line).updateEntity(false).execute();
  }

  /** Lines in order; the place of dropped ones is a line that says how many there were. */
  async read(jobId: string, { after = 0, level = LOG_LEVELS[0], limit }: LogQuery = {}): Promise<LogLine[]> {
    const { lines, gap } = await this.transactions.read(async (manager) => {
      const query = manager
        .createQueryBuilder(JobLog, 'l')
        .where('l.jobId = :jobId AND l.seq > :after', { jobId, after })
        .orderBy('l.seq');
      if (level !== LOG_LEVELS[0]) query.andWhere('l.level IN (:...levels)', { levels: levelsFrom(level) });
      if (limit !== undefined) query.limit(limit);
      return { lines: await query.getMany(), gap: await gapOf(manager, jobId) };
    });
    const shown = lines.map(({ seq, at, level, message }) => ({ seq, at, level, message }));
    if (gap === null || gap.seq <= after) return shown;
    const place = shown.findIndex((line) => line.seq > gap.seq);
    if (place >= 0) return shown.toSpliced(place, 0, gap);
    return limit !== undefined && shown.length >= limit ? shown : [...shown, gap];
  }

  /** The newest lines as text, in at most `bytes` bytes; whole lines. */
  async tail(tx: Tx, jobId: string, bytes: number): Promise<string> {
    const newest = await managerOf(tx).find(JobLog, { where: { jobId }, order: { seq: 'DESC' }, take: 100 });
    const texts: string[] = [];
    let room = bytes;
    for (const line of newest) {
      const text = lineText(line);
      room -= Buffer.byteLength(text);
      if (room < 0) break;
      texts.push(text);
    }
    return texts.reverse().join('');
  }
}

/** One line of the log as text, its end included; further lines of a message are indented, so none can pose as another. */
export function lineText({ at, level, message }: Omit<LogLine, 'seq'>): string {
  return `${at.toISOString()} ${level.toUpperCase().padEnd(5)} ${message.replaceAll('\n', '\n    ')}\n`;
}

/** What stands in the place of lines that were dropped before `line`. */
export function droppedLine(dropped: number, line: Pick<LogLine, 'seq' | 'at'>): LogLine {
  return { seq: line.seq - 1, at: line.at, level: 'warn', message: `${dropped} lines dropped` };
}

/** The number of the newest line, 0 when there is none. */
export async function lastSeq(manager: EntityManager, jobId: string): Promise<number> {
  return (await manager.maximum(JobLog, 'seq', { jobId })) ?? 0;
}

/** The first lines are always kept and numbered without gaps, so lines are missing only right behind them. */
async function gapOf(manager: EntityManager, jobId: string): Promise<LogLine | null> {
  const [next] = await manager
    .createQueryBuilder(JobLog, 'l')
    .where('l.jobId = :jobId AND l.seq > :head', { jobId, head: LOG_LIMITS.head })
    .orderBy('l.seq')
    .limit(1)
    .getMany();
  const dropped = next ? next.seq - LOG_LIMITS.head - 1 : 0;
  return next && dropped > 0 ? droppedLine(dropped, next) : null;
}
