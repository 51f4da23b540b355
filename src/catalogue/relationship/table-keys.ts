import { bulkUpdate } from '../../persistence/bulk/bulk.js';
import { managerOf, type Tx } from '../../persistence/tx.js';
import { knownColumns } from '../diff/picture.js';
import { knownRelationships } from '../diff/relationship-picture.js';
import { fkFieldsOf } from '../key-fields.js';
import { SqlColumn } from '../sql-column/sql-column.entity.js';

/** Writes the `fkField` of a table's columns anew where its relationships say something else. */
export async function rewriteFkFields(
  tx: Tx,
  { id, schema }: { readonly id: number; readonly schema: string },
): Promise<void> {
  const manager = managerOf(tx);
  const relationships = await knownRelationships(manager, { sourceTableIds: [id] });
  const fkFields = fkFieldsOf(schema, relationships.filter(({ missingSince }) => missingSince === null)); // prettier-ignore
  const columns = (await knownColumns(manager, [id])).get(id) ?? [];
  const changed = columns
    .filter(({ missingSince }) => missingSince === null)
    .map((column) => ({ id: column.id, was: column.fkField, fkField: fkFields.get(column.name) ?? null }))
    .filter(({ was, fkField }) => was !== fkField);
  await bulkUpdate(tx, SqlColumn, 'id', changed, ['fkField']);
}
