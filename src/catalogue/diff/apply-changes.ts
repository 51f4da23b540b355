import { bulkInsert } from '../../persistence/bulk/bulk.js';
import { reserveIds } from '../../persistence/bulk/reserve-ids.js';
import type { Tx } from '../../persistence/tx.js';
import { CatalogueChange } from '../changes/catalogue-change.entity.js';
import { AT_ONCE } from './apply-new.js';
import type { ChangeDraft } from './change-draft.js';
import { storable } from './storable.js';

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
  for (let start = 0; start < changes.length; start += AT_ONCE) {
    // Field by field: an object that is spread first and added to then takes ten times as long.
    const rows = changes.slice(start, start + AT_ONCE).map((draft) => ({
      id: id++,
      sqlDbId,
      jobId,
      at,
      objectType: draft.objectType,
      change: draft.change,
      tableKey: draft.tableKey,
      schemaName: storable(draft.schemaName),
      tableName: storable(draft.tableName),
      objectName: storable(draft.objectName),
      before: draft.before,
      after: draft.after,
    }));
    await bulkInsert(tx, CatalogueChange, rows);
  }
}
