import { stableKey, type SnapshotForeignKey } from '../common/snapshot.js';

/** Names that are their own keys: the same under every collation's idea of case, accents and trailing spaces. */
const PLAIN = /^[A-Za-z0-9_$]{1,63}$/;

/** A key that no plain name equals. */
const hashed = (parts: readonly unknown[]): string => `#${stableKey(parts).slice(0, 63)}`;

/** What a column is known by within its table: its name, or a hash of it where it is long or unusual. At most 64 characters. */
export function columnKey(name: string): string {
  return PLAIN.test(name) ? name : hashed(['column', name]);
}

/**
 * What the foreign keys of one table are known by, in their order: by name; unnamed ones by their ordered pairs, their
 * target and how many such came before. At most 64 characters, unique within the table.
 */
export function foreignKeyKeys(foreignKeys: readonly SnapshotForeignKey[]): string[] {
  const seen = new Map<string, number>();
  return foreignKeys.map((foreignKey) => {
    const parts = identityOf(foreignKey);
    const identity = JSON.stringify(parts);
    const occurrence = seen.get(identity) ?? 0;
    seen.set(identity, occurrence + 1);
    const { name } = foreignKey;
    return occurrence === 0 && name !== null && PLAIN.test(name) ? name : hashed([...parts, occurrence]);
  });
}

function identityOf(foreignKey: SnapshotForeignKey): unknown[] {
  const { name, columns, refSchema, refTable, refColumns } = foreignKey;
  return name === null ? ['unnamed', columns, refSchema, refTable, refColumns] : ['named', name];
}

/** What a key that a person drew is known by: the same pairs to the same table are the same key. */
export function manualKey(
  targetTableId: number,
  pairs: readonly { sourceColumnId: number; targetColumnId: number }[],
): string {
  return hashed(['manual', targetTableId, pairs.map((pair) => [pair.sourceColumnId, pair.targetColumnId])]);
}
