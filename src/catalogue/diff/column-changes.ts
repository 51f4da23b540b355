import { sameValue, type CapturedColumn } from './captured-column.js';
import type { Report } from './change-draft.js';
import { longestRun } from './longest-run.js';

/** A column in two pictures. */
export interface ColumnPair {
  readonly name: string;
  readonly before: CapturedColumn;
  readonly after: CapturedColumn;
}

/** What a column is, for the record of an addition or a loss. */
export function columnFacts(column: CapturedColumn): object {
  return { type: column.nativeType, nullable: column.nullable, default: column.defaultValue };
}

/** Whether a column's type changed: what the source says, not what we make of it. */
export function isRetyped({ before, after }: ColumnPair): boolean {
  return before.nativeType !== after.nativeType || !sameValue(before.enumValues, after.enumValues);
}

/**
 * Reports what has changed in one column, each cause once: what follows from another change is left out.
 * @param joinedOrLeftKey the column became, or ceased to be, a part of the primary key, which decides its nullability
 */
export function reportColumn(report: Report, pair: ColumnPair, joinedOrLeftKey: boolean): void {
  const { name, before, after } = pair;
  const retyped = isRetyped(pair);
  if (retyped) report('column', 'retyped', name, typeFacts(before), typeFacts(after));
  if (before.nullable !== after.nullable && !joinedOrLeftKey) {
    report('column', 'nullability', name, before.nullable, after.nullable);
  }
  if (!sameDefault(before.defaultValue, after.defaultValue, retyped)) {
    report('column', 'default', name, before.defaultValue, after.defaultValue);
  }
  if (before.identity !== after.identity) report('column', 'identity', name, before.identity, after.identity);
  if (!sameValue(before.generated, after.generated)) {
    report('column', 'generated', name, before.generated, after.generated);
  }
  if (before.collation !== after.collation && !retyped) {
    report('column', 'collation', name, before.collation, after.collation);
  }
  if (before.comment !== after.comment) report('column', 'comment', name, before.comment, after.comment);
}

/** Reports the columns that were moved; those that only made way, or closed a gap, were not. */
export function reportOrder(report: Report, pairs: readonly ColumnPair[]): void {
  const inNewOrder = [...pairs].sort((a, b) => a.after.ordinal - b.after.ordinal);
  const stayed = longestRun(inNewOrder.map((pair) => pair.before.ordinal));
  inNewOrder.forEach((pair, index) => {
    if (!stayed.has(index)) report('column', 'order', pair.name, pair.before.ordinal, pair.after.ordinal);
  });
}

function typeFacts(column: CapturedColumn): unknown {
  return column.enumValues ? { type: column.nativeType, values: column.enumValues } : column.nativeType;
}

/** MariaDB says `NULL` for no default once a column may be null; PostgreSQL rewrites the cast with the type. */
function sameDefault(before: string | null, after: string | null, retyped: boolean): boolean {
  const plain = (text: string | null): string | null => {
    if (text === null || /^null$/i.test(text)) return null;
    return retyped ? text.replace(/(::[\w "[\](),.]+)+$/, '') : text;
  };
  return plain(before) === plain(after);
}
