import { Injectable } from '@nestjs/common';
import type { SelectQueryBuilder } from 'typeorm';
import { assertMay, type Actor } from '../common/actor.js';
import { Clock } from '../common/clock.js';
import { newId } from '../common/id.js';
import { Transactions } from '../persistence/transactions.js';
import { managerOf, type Tx } from '../persistence/tx.js';
import { AuditEntry } from './audit-entry.entity.js';
import type { AuditPage, AuditQuery, AuditSubject } from './audit-query.js';

const DEFAULT_LIMIT = 50;
const MAX_LIMIT = 500;

/** The append-only record of who did what: it is written and read, and nothing here changes or removes an entry. */
@Injectable()
export class AuditService {
  constructor(
    private readonly transactions: Transactions,
    private readonly clock: Clock,
  ) {}

  /**
   * Adds an entry.
   * @param tx the transaction of what is recorded, so that both or neither are kept; null when there is none
   * @param action such as `sql-db.credentials.edit`, at most 64 characters
   * @param details facts beside it; never a secret
   */
  async record(
    tx: Tx | null,
    actor: Actor,
    action: string,
    subject: AuditSubject | null = null,
    details: object | null = null,
  ): Promise<void> {
    const entry = {
      id: newId(),
      at: this.clock.now(),
      actorKind: actor.kind,
      actorId: actor.userId,
      actorName: actor.name.slice(0, 200),
      address: actor.address?.slice(0, 64) ?? null,
      action,
      subjectType: subject?.type ?? null,
      subjectId: subject === null ? null : String(subject.id),
      workspaceId: subject?.workspaceId ?? null,
      details,
    };
    const append = async (open: Tx) => void (await managerOf(open).insert(AuditEntry, entry));
    await (tx ? append(tx) : this.transactions.run(append));
  }

  /**
   * Entries, newest first.
   * @throws ForbiddenError unless the actor is an admin, of the workspace that is asked for or everywhere
   */
  async list(actor: Actor, query: AuditQuery = {}): Promise<AuditPage> {
    assertMay(actor, 'admin', query.workspaceId);
    const limit = Math.min(Math.max(Math.trunc(query.limit ?? DEFAULT_LIMIT), 1), MAX_LIMIT);
    const offset = Math.max(Math.trunc(query.offset ?? 0), 0);
    return this.transactions.read(async (manager) => {
      const [entries, total] = await filtered(manager.createQueryBuilder(AuditEntry, 'e'), query)
        .orderBy('e.id', 'DESC')
        .take(limit)
        .skip(offset)
        .getManyAndCount();
      return { total, entries };
    });
  }
}

function filtered(select: SelectQueryBuilder<AuditEntry>, query: AuditQuery): SelectQueryBuilder<AuditEntry> {
  const { from, to, action } = query;
  if (from) select.andWhere('e.at >= :from', { from });
  if (to) select.andWhere('e.at < :to', { to });
  if (action?.endsWith('.')) select.andWhere('SUBSTR(e.action, 1, :n) = :action', { action, n: action.length });
  else if (action) select.andWhere('e.action = :action', { action });
  for (const field of ['actorId', 'subjectType', 'subjectId', 'workspaceId'] as const) {
    if (query[field] !== undefined) select.andWhere(`e.${field} = :${field}`, { [field]: query[field] });
  }
  return select;
}
