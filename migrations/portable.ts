import { Table, TableColumn, TableForeignKey, TableIndex } from 'typeorm';
import type { QueryRunner, TableColumnOptions } from 'typeorm';

/**
 * What migrations are written with: types, tables, keys and indexes that are the same on SQLite, MariaDB, MySQL and
 * PostgreSQL, and that agree with the column decorators of the entities. Frozen with the migrations that use it: add to
 * it, never change what a released migration calls.
 */
type Family = 'sqlite' | 'mysql' | 'postgresql';

export type PortableType = 'uuid' | 'varchar' | 'text' | 'json' | 'timestamp' | 'int' | 'bigint' | 'double' | 'boolean';

const TYPES: Readonly<Record<PortableType, Readonly<Record<Family, Partial<TableColumnOptions> & { type: string }>>>> =
  {
    uuid: {
      sqlite: { type: 'varchar', length: '36' },
      mysql: { type: 'varchar', length: '36' },
      postgresql: { type: 'character varying', length: '36' },
    },
    varchar: { sqlite: { type: 'varchar' }, mysql: { type: 'varchar' }, postgresql: { type: 'character varying' } },
    text: { sqlite: { type: 'text' }, mysql: { type: 'longtext' }, postgresql: { type: 'text' } },
    json: { sqlite: { type: 'text' }, mysql: { type: 'longtext' }, postgresql: { type: 'text' } },
    timestamp: {
      sqlite: { type: 'datetime' },
      mysql: { type: 'datetime', precision: 6 },
      postgresql: { type: 'timestamp with time zone' },
    },
    int: { sqlite: { type: 'integer' }, mysql: { type: 'int' }, postgresql: { type: 'integer' } },
    bigint: { sqlite: { type: 'bigint' }, mysql: { type: 'bigint' }, postgresql: { type: 'bigint' } },
    double: { sqlite: { type: 'double' }, mysql: { type: 'double' }, postgresql: { type: 'double precision' } },
    boolean: { sqlite: { type: 'boolean' }, mysql: { type: 'tinyint' }, postgresql: { type: 'boolean' } },
  };

export interface PortableColumn {
  readonly name: string;
  readonly type: PortableType;
  /** Of a `varchar`, in characters. */
  readonly length?: number;
  readonly nullable?: boolean;
  readonly primary?: boolean;
  readonly default?: string | number | boolean;
}

export interface PortableIndex {
  readonly name: string;
  readonly columns: readonly string[];
  readonly unique?: boolean;
}

export interface PortableForeignKey {
  readonly name: string;
  readonly columns: readonly string[];
  readonly references: string;
  /** Default: `id`. */
  readonly referencedColumns?: readonly string[];
  readonly onDelete?: 'CASCADE' | 'SET NULL' | 'NO ACTION' | 'RESTRICT';
}

export interface PortableTable {
  readonly name: string;
  readonly columns: readonly PortableColumn[];
  readonly indexes?: readonly PortableIndex[];
  readonly foreignKeys?: readonly PortableForeignKey[];
}

/** A column in the words of TypeORM, for one engine. */
export function portableColumn(runner: QueryRunner, column: PortableColumn): TableColumnOptions {
  const family = familyOf(runner);
  const { name, type, length, nullable = false, primary = false } = column;
  return {
    ...TYPES[type][family],
    ...(length === undefined ? {} : { length: String(length) }),
    name,
    isNullable: nullable,
    isPrimary: primary,
    default: defaultText(family, column.default),
  };
}

/** Creates tables with their keys and indexes, in the given order: one that is referred to comes first. */
export async function createTables(runner: QueryRunner, tables: readonly PortableTable[]): Promise<void> {
  for (const table of tables) {
    await runner.createTable(
      new Table({
        name: table.name,
        // TypeORM writes the engine's name as it is: the one place to say that text is compared byte by byte.
        engine: familyOf(runner) === 'mysql' ? 'InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin' : undefined,
        columns: table.columns.map((column) => portableColumn(runner, column)),
        indices: (table.indexes ?? []).map((index) => indexOptions(index)),
        foreignKeys: (table.foreignKeys ?? []).map((key) => foreignKeyOptions(key)),
      }),
    );
  }
}

/** Drops tables, those that refer to others first. */
export async function dropTables(runner: QueryRunner, names: readonly string[]): Promise<void> {
  for (const name of names) await runner.dropTable(name);
}

export async function addColumn(runner: QueryRunner, table: string, column: PortableColumn): Promise<void> {
  await runner.addColumn(table, new TableColumn(portableColumn(runner, column)));
}

export async function dropColumn(runner: QueryRunner, table: string, column: string): Promise<void> {
  await runner.dropColumn(table, column);
}

export async function dropIndex(runner: QueryRunner, table: string, index: string): Promise<void> {
  await runner.dropIndex(table, index);
}

export async function addIndex(runner: QueryRunner, table: string, index: PortableIndex): Promise<void> {
  await runner.createIndex(table, new TableIndex(indexOptions(index)));
}

export async function addForeignKey(runner: QueryRunner, table: string, key: PortableForeignKey): Promise<void> {
  await runner.createForeignKey(table, new TableForeignKey(foreignKeyOptions(key)));
}

function indexOptions({ name, columns, unique = false }: PortableIndex) {
  return { name, columnNames: [...columns], isUnique: unique };
}

function foreignKeyOptions({ name, columns, references, referencedColumns, onDelete }: PortableForeignKey) {
  return {
    name,
    columnNames: [...columns],
    referencedTableName: references,
    referencedColumnNames: [...(referencedColumns ?? ['id'])],
    onDelete: onDelete ?? 'NO ACTION',
    onUpdate: 'NO ACTION',
  };
}

function defaultText(family: Family, value: string | number | boolean | undefined): string | undefined {
  if (value === undefined) return undefined;
  if (typeof value === 'string') return `'${value.replaceAll("'", "''")}'`;
  if (typeof value === 'number') return family === 'mysql' ? `'${value}'` : String(value);
  if (family === 'postgresql') return String(value);
  return family === 'mysql' ? (value ? `'1'` : `'0'`) : value ? '1' : '0';
}

function familyOf(runner: QueryRunner): Family {
  const { type } = runner.dataSource.options;
  if (type === 'postgres') return 'postgresql';
  return type === 'better-sqlite3' ? 'sqlite' : 'mysql';
}
