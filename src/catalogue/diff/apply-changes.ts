import { bulkInsertValues } from '../../persistence/bulk/bulk.js';
import { reserveIds } from '../../persistence/bulk/reserve-ids.js';
import type { Tx } from '../../persistence/tx.js';
import { CatalogueChange } from '../changes/catalogue-change.entity.js';
import type { ChangeDraft } from './change-draft.js';
import { storable } from './storable.js';

const CHANGE = [
  'id', 'sqlDbId', 'jobId', 'at', 'objectType', 'change', 'tableKey', 'schemaName', 'tableName', 'objectName', 'before',
  'after',
] as const satisfies readonly (keyof CatalogueChange)[]; // prettier-ignore

/** Keeps what has changed, with the run that found it. */
export async function applyChanges(
  tx: Tx,
  sqlDbId: string,
  changes: readonly ChangeDraft[],
  jobId: string,
  at: Date,
): Promise<void> {
  if (changes.length === 0) return;
  let id = await reserveIds(tx, CatalogueChange, changes.length);
  await bulkInsertValues(tx, CatalogueChange, CHANGE, changes, (draft) => [
    id++,
    sqlDbId,
    jobId,
    at,
    draft.objectType,
    draft.change,
    draft.tableKey,
    storable(draft.schemaName),
    storable(draft.tableName),
    storable(draft.objectName),
    draft.before,
    draft.after,
  ]);
}
