import type { DataSource } from 'typeorm';
import { RelationshipService } from '../../src/catalogue/relationship/relationship.service.js';
import { SqlColumn } from '../../src/catalogue/sql-column/sql-column.entity.js';
import { SqlColumnService } from '../../src/catalogue/sql-column/sql-column.service.js';
import { SqlTable } from '../../src/catalogue/sql-table/sql-table.entity.js';
import { SqlTableService } from '../../src/catalogue/sql-table/sql-table.service.js';
import { SYSTEM } from '../../src/common/actor.js';
import { TypeormTransactions } from '../../src/persistence/typeorm-transactions.js';

/** Writes what a person would, of every kind, about a source whose tables are t0, t1 … (see `changingSource`). */
export async function writeNotes(catalogue: DataSource, sqlDbId: string): Promise<void> {
  const transactions = new TypeormTransactions(catalogue);
  const tables = new SqlTableService(transactions);
  const columns = new SqlColumnService(transactions);
  const table = (name: string): Promise<SqlTable> => catalogue.manager.findOneByOrFail(SqlTable, { sqlDbId, name });
  const column = ({ id }: SqlTable, name: string): Promise<SqlColumn> =>
    catalogue.manager.findOneByOrFail(SqlColumn, { sqlTableId: id, originalColumnName: name });
  const [changed, other] = [await table('t0'), await table('t5')];
  for (const one of [changed, other]) {
    await tables.update(SYSTEM, one.id, { description: `What ${one.name} is for.`, tags: ['kept'] }, one.version);
    const id = await column(one, 'c1');
    const patch = { columnName: 'Ein Name', description: 'What it says.', valueDescription: '1: yes' };
    await columns.update(SYSTEM, id.id, patch, id.version);
  }
  await new RelationshipService(transactions).create(SYSTEM, {
    ...{ sourceTableId: changed.id, targetTableId: other.id, description: 'Drawn by hand.' },
    pairs: [{ sourceColumnId: (await column(changed, 'c2')).id, targetColumnId: (await column(other, 'c2')).id }],
  });
}
