/** What people call the values and fields that the API names for programs; for the server's lists and our own pages alike. */

export const ENGINE_NAMES = { sqlite: 'SQLite', mariadb: 'MariaDB', mysql: 'MySQL', postgresql: 'PostgreSQL' } as const;

export const MODE_NAMES = { dev: 'Development', test: 'Test', prod: 'Production' } as const;

export const TLS_NAMES = {
  disable: 'Off',
  require: 'Required, not verified',
  'verify-ca': 'Verified authority',
  'verify-full': 'Verified authority and host name',
} as const;

export const KIND_NAMES = {
  table: 'table',
  partitioned_table: 'partitioned table',
  view: 'view',
  materialized_view: 'materialised view',
  foreign_table: 'foreign table',
  virtual_table: 'virtual table',
} as const;

/** What people think of a job's result. */
export const EVALUATION_NAMES = {
  unknown: 'not evaluated',
  best: 'best',
  good: 'good',
  rejected: 'rejected',
} as const;

/** Fields of results and indicators whose names alone would not tell what they are. */
const FIELDS: Readonly<Record<string, string>> = {
  tablesFailed: 'Tables not readable',
  relationshipsOutside: 'Relationships to outside the catalogue',
  totalSize: 'Total size (bytes)',
  writes: 'Catalogue rows written',
  queries: 'Queries asked',
  readerRssMb: "Reader's memory (MB)",
  readSeconds: 'Time to read (s)',
  'seconds.read': 'Time to read (s)',
  'seconds.plan': 'Time to compare (s)',
  latencyMs: 'Latency (ms)',
};
const UNITS: readonly (readonly [RegExp, string])[] = [
  [/ ms$/, ' (ms)'],
  [/ mb$/, ' (MB)'],
  [/ seconds$/, ' (s)'],
];

/** A name in camelCase, snake_case or kebab-case as words: `tablesWithColumns` as "Tables with columns". */
export function wordsOf(name: string): string {
  const words = name
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .replace(/[_.-]+/g, ' ')
    .trim()
    .toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** A field of a job's result, or an indicator; `path` is `seconds.read` for what stands inside another. */
export function fieldName(path: string): string {
  const words = wordsOf(path.replace(/^(\w+)Changes\./, '$1s '));
  return FIELDS[path] ?? UNITS.reduce((text, [unit, short]) => text.replace(unit, short), words);
}

/** A field within another: called by its own name, but where that alone would not tell what it is. */
export function innerName(outer: string, name: string): string {
  const path = `${outer}.${name}`;
  return Object.hasOwn(FIELDS, path) || outer.endsWith('Changes') ? fieldName(path) : fieldName(name);
}

/** The name for people where there is one, else the value itself. */
export function nameOf(names: Readonly<Record<string, string>>, value: string): string {
  return Object.hasOwn(names, value) ? (names[value] ?? value) : value;
}

/** What MariaDB and MySQL call databases, others call schemas. */
export function schemaWord(engine: string): 'Schema' | 'Database' {
  return engine === 'mariadb' || engine === 'mysql' ? 'Database' : 'Schema';
}

/** Where a relationship leads from and to: `orders.customer_id → customers.id`; schemas are named where they differ. */
export function relationshipTitle(relationship: {
  readonly sourceTable: { readonly schema: string; readonly name: string };
  readonly targetTable: { readonly schema: string; readonly name: string };
  readonly pairs: readonly { readonly sourceColumn: string; readonly targetColumn: string }[];
}): string {
  const { sourceTable, targetTable, pairs } = relationship;
  const across = sourceTable.schema !== targetTable.schema;
  const end = (table: typeof sourceTable, columns: readonly string[]): string => {
    const name = across && table.schema ? `${table.schema}.${table.name}` : table.name;
    return columns.length === 1 ? `${name}.${columns[0] ?? ''}` : `${name} (${columns.join(', ')})`;
  };
  const from = end(
    sourceTable,
    pairs.map((pair) => pair.sourceColumn),
  );
  return `${from} → ${end(
    targetTable,
    pairs.map((pair) => pair.targetColumn),
  )}`;
}

/** Whether a run that is done left something undone: a table that could not be read, a part that failed. */
export function leftErrors(result: Readonly<Record<string, unknown>> | null | undefined): boolean {
  return ['tablesFailed', 'failed'].some((name) => Number(result?.[name] ?? 0) > 0);
}
