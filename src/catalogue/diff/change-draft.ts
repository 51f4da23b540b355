import type { ChangeKind, ChangeObject } from '../changes/catalogue-change.entity.js';

/** A change as it is found, before job and time are known. */
export interface ChangeDraft {
  readonly objectType: ChangeObject;
  readonly change: ChangeKind;
  readonly tableKey: string;
  readonly schemaName: string;
  readonly tableName: string;
  /** Null for the table itself and for what has no name. */
  readonly objectName: string | null;
  readonly before: unknown;
  readonly after: unknown;
}

/** Takes what is found on one table. */
export type Report = (
  objectType: ChangeObject,
  change: ChangeKind,
  objectName: string | null,
  before: unknown,
  after: unknown,
) => void;

/** A {@link Report} that adds to `drafts`. */
export function reportOf(
  drafts: ChangeDraft[],
  table: { readonly key: string; readonly schema: string; readonly name: string },
): Report {
  return (objectType, change, objectName, before, after) =>
    void drafts.push({
      objectType,
      change,
      tableKey: table.key,
      schemaName: table.schema,
      tableName: table.name,
      objectName,
      before,
      after,
    });
}
