import type { Engine } from '../../src/common/snapshot.js';
import type { ColumnIdea, ColumnSpec, TableSpec } from './generate.js';

/** How a dialect writes down a table. */
export interface Dialect {
  quote(name: string): string;
  /** Type and default of each idea; a default of null: it takes none. */
  readonly types: Readonly<Record<ColumnIdea, readonly [type: string, preset: string | null]>>;
  /** What follows a column's definition. */
  columnSuffix(column: ColumnSpec): string;
  /** What follows the closing bracket. */
  tableSuffix(table: TableSpec): string;
  /** Statements of their own, after the table's. */
  extras(table: TableSpec): string[];
}

const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;
const nothing = (): string => '';

const sqlite: Dialect = {
  quote: (name) => `"${name}"`,
  types: {
    key: ['integer', null],
    name: ['varchar(255)', "''"],
    code: ['varchar(40)', null],
    text: ['text', null],
    count: ['integer', '0'],
    big: ['bigint', null],
    amount: ['decimal(12,2)', '0.00'],
    ratio: ['double', null],
    flag: ['boolean', '1'],
    day: ['date', null],
    moment: ['timestamp', 'CURRENT_TIMESTAMP'],
    guid: ['char(36)', null],
    document: ['json', null],
    bytes: ['blob', null],
    small: ['smallint', '0'],
  },
  columnSuffix: nothing,
  tableSuffix: nothing,
  extras: () => [],
};

const mysql: Dialect = {
  quote: (name) => `\`${name}\``,
  types: {
    ...sqlite.types,
    key: ['bigint', null],
    count: ['int', '0'],
    flag: ['tinyint(1)', '1'],
    moment: ['datetime', 'CURRENT_TIMESTAMP'],
    bytes: ['varbinary(64)', null],
    small: ['smallint unsigned', '0'],
  },
  columnSuffix: ({ comment }) => (comment === null ? '' : ` COMMENT ${literal(comment)}`),
  tableSuffix: ({ comment }) => ` ENGINE=InnoDB COMMENT=${literal(comment)}`,
  extras: () => [],
};

const postgresql: Dialect = {
  quote: sqlite.quote,
  types: {
    ...sqlite.types,
    key: ['bigint', null],
    amount: ['numeric(12,2)', '0.00'],
    ratio: ['double precision', null],
    flag: ['boolean', 'true'],
    moment: ['timestamptz', 'now()'],
    guid: ['uuid', null],
    document: ['jsonb', "'{}'"],
    bytes: ['bytea', null],
  },
  columnSuffix: nothing,
  tableSuffix: nothing,
  extras: (table) => [
    `COMMENT ON TABLE "${table.name}" IS ${literal(table.comment)}`,
    ...table.columns.flatMap(({ name, comment }) =>
      comment === null ? [] : [`COMMENT ON COLUMN "${table.name}"."${name}" IS ${literal(comment)}`],
    ),
  ],
};

export const DIALECTS: Readonly<Record<Engine, Dialect>> = { sqlite, mariadb: mysql, mysql, postgresql };

/** The statements that make a table, without semicolons. */
export function createStatements(table: TableSpec, dialect: Dialect): string[] {
  const { quote } = dialect;
  const names = (list: readonly string[]): string => list.map(quote).join(', ');
  const lines = table.columns.map((column) => columnLine(column, dialect));
  lines.push(`PRIMARY KEY (${names(table.primaryKey)})`);
  if (table.unique.length > 0) {
    lines.push(`CONSTRAINT ${quote(`uq_${table.name}`)} UNIQUE (${names(table.unique)})`);
  }
  for (const { name, columns, table: target, refColumns, onDelete } of table.foreignKeys) {
    const rule = onDelete === null ? '' : ` ON DELETE ${onDelete}`;
    lines.push(
      `CONSTRAINT ${quote(name)} FOREIGN KEY (${names(columns)}) REFERENCES ${quote(target)} (${names(refColumns)})${rule}`,
    );
  }
  const create = `CREATE TABLE ${quote(table.name)} (\n  ${lines.join(',\n  ')}\n)${dialect.tableSuffix(table)}`;
  return [create, ...dialect.extras(table)];
}

function columnLine(column: ColumnSpec, dialect: Dialect): string {
  const [type, preset] = dialect.types[column.idea];
  const defaultPart = column.hasDefault && preset !== null ? ` DEFAULT ${preset}` : '';
  const nullPart = column.nullable ? '' : ' NOT NULL';
  return `${dialect.quote(column.name)} ${type}${nullPart}${defaultPart}${dialect.columnSuffix(column)}`;
}
