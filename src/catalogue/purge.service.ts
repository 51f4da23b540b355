import { Injectable } from '@nestjs/common';
import { IsNull, Not } from 'typeorm';
import { AuditService } from '../audit/audit.service.js';
import type { Actor } from '../common/actor.js';
import { ConflictError } from '../common/errors.js';
import { bulkDelete } from '../persistence/bulk/bulk.js';
import { Transactions } from '../persistence/transactions.js';
import { managerOf, type Tx } from '../persistence/tx.js';
import { ownerOf, touchStructure, type OwningSqlDb } from './access.js';
import { Relationship } from './relationship/relationship.entity.js';
import { SqlColumn } from './sql-column/sql-column.entity.js';
import { removeTables } from './sql-db/sql-db-removal.js';
import { SqlTable } from './sql-table/sql-table.entity.js';
import { foundTable } from './sql-table/sql-table.service.js';

/** How much was purged. */
export interface Purged {
  readonly tables: number;
  /** Of tables that stay. */
  readonly columns: number;
  readonly relationships: number;
}

/** Removes what is missing for good, with what people wrote of it; only ever on request. */
@Injectable()
export class PurgeService {
  constructor(
    private readonly transactions: Transactions,
    private readonly audit: AuditService,
  ) {}

  /** Removes everything of a source that is missing. @throws ForbiddenError, NotFoundError */
  async purgeMissing(actor: Actor, sqlDbId: string): Promise<Purged> {
    const owner = await this.transactions.read((manager) =>
      ownerOf(manager, actor, sqlDbId, 'operator', ['source', sqlDbId]),
    );
    return this.transactions.run(async (tx) => {
      await touchStructure(tx, sqlDbId);
      const missing = { sqlDbId, missingSince: Not(IsNull()) };
      const manager = managerOf(tx);
      const tables = await manager.find(SqlTable, { select: { id: true }, where: missing });
      await removeTables(tx, tables.map(({ id }) => id)); // prettier-ignore
      const relationships = await manager.find(Relationship, { select: { id: true }, where: missing });
      await bulkDelete(tx, Relationship, 'id', relationships.map(({ id }) => id)); // prettier-ignore
      const columns = await purgeColumns(tx, sqlDbId);
      const purged = { tables: tables.length, columns, relationships: relationships.length };
      await this.record(tx, actor, owner, { ...purged });
      return purged;
    });
  }

  /**
   * Removes one missing table.
   * @throws ConflictError `not-missing` while the source has it, ForbiddenError, NotFoundError
   */
  async purgeTable(actor: Actor, id: number): Promise<void> {
    const { sqlDbId } = await this.transactions.read((manager) => foundTable(manager, actor, id, 'operator'));
    await this.transactions.run(async (tx) => {
      await touchStructure(tx, sqlDbId);
      const { schema, name, missingSince } = await foundTable(managerOf(tx), actor, id, 'operator');
      if (missingSince === null) {
        const message = `The source has the table "${name}": only what is missing can be purged.`;
        throw new ConflictError('not-missing', message);
      }
      await removeTables(tx, [id]);
      const owner = await ownerOf(managerOf(tx), actor, sqlDbId, 'operator', ['source', sqlDbId]);
      await this.record(tx, actor, owner, { table: { schema, name } });
    });
  }

  private async record(tx: Tx, actor: Actor, owner: OwningSqlDb, details: Record<string, unknown>): Promise<void> {
    const { id, workspaceId } = owner;
    await this.audit.record(tx, actor, 'sql-db.purge', { type: 'sql-db', id, workspaceId }, details);
  }
}

async function purgeColumns(tx: Tx, sqlDbId: string): Promise<number> {
  const manager = managerOf(tx);
  const columns = await manager
    .createQueryBuilder(SqlColumn, 'c')
    .select(['c.id'])
    .innerJoin('c.sqlTable', 't')
    .where('t.sqlDbId = :sqlDbId AND t.missingColumnCount > 0 AND c.missingSince IS NOT NULL', { sqlDbId })
    .getMany();
  await bulkDelete(tx, SqlColumn, 'id', columns.map(({ id }) => id)); // prettier-ignore
  await manager.createQueryBuilder().update(SqlTable).set({ missingColumnCount: 0 }).where({ sqlDbId, missingColumnCount: Not(0) }).execute(); // prettier-ignore
  return columns.length;
}
