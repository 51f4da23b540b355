import { Random } from './random.js';
import { ADJECTIVES, ATTRIBUTES, NOUNS } from './words.js';

/** What a column holds; each dialect says it in its own types. */
export const COLUMN_IDEAS = [
  'name', 'code', 'text', 'count', 'big', 'amount', 'ratio', 'flag', 'day', 'moment', 'guid', 'document', 'bytes', 'small',
] as const; // prettier-ignore
export type ColumnIdea = (typeof COLUMN_IDEAS)[number] | 'key';

export interface ColumnSpec {
  readonly name: string;
  readonly idea: ColumnIdea;
  readonly nullable: boolean;
  readonly hasDefault: boolean;
  readonly comment: string | null;
}

export interface ForeignKeySpec {
  readonly name: string;
  readonly columns: readonly string[];
  readonly table: string;
  readonly refColumns: readonly string[];
  readonly onDelete: 'CASCADE' | 'SET NULL' | null;
}

export interface TableSpec {
  readonly name: string;
  readonly comment: string;
  readonly columns: readonly ColumnSpec[];
  readonly primaryKey: readonly string[];
  /** Columns of a second key; empty without one. */
  readonly unique: readonly string[];
  readonly foreignKeys: readonly ForeignKeySpec[];
}

const SEED = 20_261_120;
const COLUMNS = { least: 15, most: 20 };
const COMPOSITE_KEYS = 0.08;
const SECOND_KEYS = 0.2;
const SELF_REFERENCES = 0.06;
const COMMENTED = 0.6;

/**
 * Tables of a made-up organisation, the same for the same number: 15 to 20 columns, one or two key columns, no to three
 * foreign keys (1.5 on average, some composite, some to the table itself) to earlier tables, so that they can be created
 * in order; every table and most columns are commented.
 */
export function* generateTables(count: number): Generator<TableSpec> {
  const random = new Random(SEED);
  const keys: (readonly [name: string, key: readonly string[]])[] = [];
  for (let index = 0; index < count; index++) {
    const name = `${random.pick(ADJECTIVES)}_${random.pick(NOUNS)}_${index + 1}`;
    const primaryKey = random.happens(COMPOSITE_KEYS) ? ['company_id', 'id'] : ['id'];
    keys.push([name, primaryKey]);
    yield table(random, name, primaryKey, keys);
  }
}

function table(
  random: Random,
  name: string,
  primaryKey: readonly string[],
  earlier: readonly (readonly [name: string, key: readonly string[]])[],
): TableSpec {
  const size = COLUMNS.least + random.below(COLUMNS.most - COLUMNS.least + 1);
  const columns = primaryKey.map((key) => keyColumn(random, key, false, `Identifies the ${name}`));
  const foreignKeys: ForeignKeySpec[] = [];
  for (let left = random.below(4); left > 0; left--) {
    const own = earlier.length - 1;
    const [target, refColumns] = earlier[random.happens(SELF_REFERENCES) ? own : random.below(own + 1)] ?? [name, primaryKey]; // prettier-ignore
    const number = foreignKeys.length + 1;
    const from = refColumns.map((column) => `ref${number}_${column}`);
    columns.push(...from.map((column) => keyColumn(random, column, true, `Leads to ${target}`)));
    foreignKeys.push({
      name: `fk_${name}_${number}`,
      columns: from,
      table: target,
      refColumns,
      onDelete: random.pick([null, 'CASCADE', 'SET NULL']),
    });
  }
  const unique = random.happens(SECOND_KEYS) ? ['business_code'] : [];
  for (const column of unique) {
    columns.push({ name: column, idea: 'code', nullable: false, hasDefault: false, comment: 'What people call it by' });
  }
  while (columns.length < size) columns.push(plainColumn(random, columns.length));
  const comment = `Every ${random.pick(NOUNS)} of a ${random.pick(NOUNS)}, kept by the ${random.pick(ADJECTIVES)} team`;
  return { name, comment, columns, primaryKey, unique, foreignKeys };
}

function keyColumn(random: Random, name: string, nullable: boolean, text: string): ColumnSpec {
  return { name, idea: 'key', nullable, hasDefault: false, comment: random.happens(COMMENTED) ? text : null };
}

function plainColumn(random: Random, position: number): ColumnSpec {
  return {
    name: `${random.pick(ATTRIBUTES)}_${position}`,
    idea: random.pick(COLUMN_IDEAS),
    nullable: random.happens(0.6),
    hasDefault: random.happens(0.3),
    comment: random.happens(COMMENTED)
      ? `The ${random.pick(ATTRIBUTES)} of this ${random.pick(NOUNS)}; it's "${random.pick(ADJECTIVES)}" unless said otherwise`
      : null,
  };
}
