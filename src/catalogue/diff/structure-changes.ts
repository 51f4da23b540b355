import type { SnapshotIndex } from '../../common/snapshot.js';
import type { ChangeObject } from '../changes/catalogue-change.entity.js';
import type { TableStructure } from '../sql-table/sql-table.entity.js';
import type { Report } from './change-draft.js';

/** What else happened to the table: changes that only follow from it are left out. */
export interface StructureContext {
  /** Names of columns that are gone: keys and indexes over them went, or shrank, with them. */
  readonly dropped: ReadonlySet<string>;
  /** Names of columns with another type: expressions over them are written anew by the source. */
  readonly retyped: ReadonlySet<string>;
  /** Names of foreign keys, former and present: MySQL makes and drops an index of the same name for each. */
  readonly foreignKeys: ReadonlySet<string>;
}

/** Something with a name, or without one, that is compared by content. */
interface Thing {
  readonly name: string | null;
  /** What it is known by without a name. */
  readonly identity: string;
  readonly facts: object;
  readonly columns: readonly string[];
  readonly expressions: readonly string[];
}

/** Reports what has changed in a table's primary key, unique and check constraints and indexes. */
export function reportStructure(
  report: Report,
  before: TableStructure,
  after: TableStructure,
  context: StructureContext,
): void {
  const compare = (type: ChangeObject, old: readonly Thing[], now: readonly Thing[]): void =>
    reportThings((change, name, was, is) => report(type, change, name, was, is), old, now, context);
  compare('primary-key', primaryKey(before), primaryKey(after));
  compare('unique', before.uniques.map(unique), after.uniques.map(unique));
  compare('check', before.checks.map(check), after.checks.map(check));
  const own = ownIndexes(before, after, context);
  compare('index', before.indexes.filter(own).map(index), after.indexes.filter(own).map(index));
}

function reportThings(
  report: (change: 'added' | 'missing' | 'redefined', name: string | null, was: unknown, is: unknown) => void,
  before: readonly Thing[],
  after: readonly Thing[],
  context: StructureContext,
): void {
  const left = new Map<string, Thing[]>();
  for (const thing of before) left.set(keyOf(thing), [...(left.get(keyOf(thing)) ?? []), thing]);
  for (const thing of after) {
    const was = left.get(keyOf(thing))?.shift();
    if (!was) report('added', thing.name, null, thing.facts);
    else if (!same(was, thing) && !follows(was, thing, context))
      report('redefined', thing.name, was.facts, thing.facts);
  }
  for (const was of [...left.values()].flat()) {
    if (!goneWith(was, context.dropped)) report('missing', was.name, was.facts, null);
  }
}

const keyOf = (thing: Thing): string => (thing.name === null ? `:${thing.identity}` : `n${thing.name}`);

const same = (a: Thing, b: Thing): boolean => JSON.stringify(a.facts) === JSON.stringify(b.facts);

/** Whether the difference only follows from a dropped or retyped column. */
function follows(was: Thing, is: Thing, { dropped, retyped }: StructureContext): boolean {
  if (goneWith(was, dropped)) return true;
  const sameColumns = JSON.stringify(was.columns) === JSON.stringify(is.columns);
  return sameColumns && is.expressions.some((text) => mentions(text, retyped));
}

/** Whether it was over one of the columns. */
function goneWith(was: Thing, dropped: ReadonlySet<string>): boolean {
  return was.columns.some((column) => dropped.has(column)) || was.expressions.some((text) => mentions(text, dropped));
}

/** Whether an expression names one of the columns; by whole words where the name is one. */
function mentions(expression: string, columns: ReadonlySet<string>): boolean {
  if (columns.size === 0) return false;
  const words = new Set(expression.split(/[^\p{L}\p{N}_$]+/u));
  return [...columns].some(
    (column) => words.has(column) || (/[^\p{L}\p{N}_$]/u.test(column) && expression.includes(column)),
  );
}

function primaryKey({ primaryKeyName: name, primaryKey: columns }: TableStructure): Thing[] {
  if (columns.length === 0) return [];
  return [{ name: null, identity: 'primary key', facts: { name, columns }, columns, expressions: [] }];
}

function unique({ name, columns }: TableStructure['uniques'][number]): Thing {
  return { name, identity: JSON.stringify(columns), facts: { columns }, columns, expressions: [] };
}

function check({ name, expression }: TableStructure['checks'][number]): Thing {
  return { name, identity: expression, facts: { expression }, columns: [], expressions: [expression] };
}

function index({ name, unique: isUnique, parts, method, predicate }: SnapshotIndex): Thing {
  return {
    name,
    identity: name,
    facts: { unique: isUnique, parts, method, predicate },
    columns: parts.flatMap((part) => (part.column === null ? [] : [part.column])),
    expressions: [...parts.flatMap((part) => part.expression ?? []), ...(predicate === null ? [] : [predicate])],
  };
}

/** Picks the indexes that are no more than themselves: not those behind a primary key, a unique constraint or a foreign key. */
function ownIndexes(
  before: TableStructure,
  after: TableStructure,
  context: StructureContext,
): (index: SnapshotIndex) => boolean {
  const uniques = [...before.uniques, ...after.uniques];
  const names = new Set(uniques.map((constraint) => constraint.name));
  const unnamed = new Set(uniques.filter(({ name }) => name === null).map(({ columns }) => JSON.stringify(columns)));
  return ({ name, primary, unique: isUnique, predicate, parts }) =>
    !primary &&
    !names.has(name) &&
    !context.foreignKeys.has(name) &&
    !(isUnique && predicate === null && unnamed.has(JSON.stringify(parts.map((part) => part.column))));
}
