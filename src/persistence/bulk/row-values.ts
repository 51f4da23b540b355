import type { DataSource, EntityMetadata } from 'typeorm';
import type { ColumnMetadata } from 'typeorm/metadata/ColumnMetadata.js';
import type { EntityClass } from '../create-catalogue.js';

/** The columns of an entity that a bulk write fills. */
export interface WrittenColumns {
  readonly metadata: EntityMetadata;
  readonly columns: readonly ColumnMetadata[];
}

/** The columns that are written, and how a row's values are made for the engine. */
export interface RowShape extends WrittenColumns {
  /** In the order of `columns`, as the driver binds them. */
  valuesOf(row: object): unknown[];
}

/** The columns that are written, and how values that come in their order are made fit for the engine. */
export interface ValuesShape extends WrittenColumns {
  /** In place. */
  convert(values: unknown[]): void;
}

/** The shape of all columns of an entity; values that a row leaves out are the column's default, else NULL. */
export function insertShape(source: DataSource, entity: EntityClass): RowShape {
  const metadata = source.getMetadata(entity);
  return shapeOf(
    source,
    metadata,
    metadata.columns.filter((column) => column.isInsert && !column.isGenerated),
  );
}

/**
 * The shape of some properties, the key first. An embedded property stands for all its columns.
 * @throws Error for a property that is no column
 */
export function updateShape(
  source: DataSource,
  entity: EntityClass,
  key: string,
  properties: readonly string[],
): RowShape {
  const metadata = source.getMetadata(entity);
  const columns = properties.flatMap((property) => columnsOf(metadata, property));
  return shapeOf(source, metadata, [...columnsOf(metadata, key).slice(0, 1), ...columns]);
}

/**
 * The shape of rows that are given as lists of values; each property is one column.
 * @throws Error for a property that is no column, or several
 */
export function valuesShape(source: DataSource, entity: EntityClass, properties: readonly string[]): ValuesShape {
  const metadata = source.getMetadata(entity);
  const columns = properties.map((property) => {
    const [column, ...others] = columnsOf(metadata, property);
    if (!column || others.length > 0) throw new Error(`${metadata.name}.${property} is not one column.`);
    return column;
  });
  const special = columns.flatMap((column, at) => (isPlain(column) ? [] : [{ at, column }]));
  const { driver } = source;
  return {
    metadata,
    columns,
    convert: (values) => {
      for (const { at, column } of special) {
        if (values[at] !== null || column.transformer)
          values[at] = driver.preparePersistentValue(values[at], column) as unknown;
      }
    },
  };
}

/** The column of a key property. */
export function keyColumn(source: DataSource, entity: EntityClass, key: string): ColumnMetadata {
  const column = columnsOf(source.getMetadata(entity), key)[0];
  if (!column) throw new Error(`${entity.name} has no column ${key}.`);
  return column;
}

function columnsOf(metadata: EntityMetadata, property: string): ColumnMetadata[] {
  const found = metadata.columns.filter(
    ({ propertyPath }) => propertyPath === property || propertyPath.startsWith(`${property}.`),
  );
  if (found.length === 0) throw new Error(`${metadata.name} has no column ${property}.`);
  return found;
}

function shapeOf(source: DataSource, metadata: EntityMetadata, columns: ColumnMetadata[]): RowShape {
  const getters = columns.map((column) => getterOf(source, column));
  return { metadata, columns, valuesOf: (row) => getters.map((get) => get(row as Row)) };
}

type Row = Readonly<Record<string, unknown>>;

/** Every driver binds texts and numbers of these as they are. */
const PLAIN_TYPES: ReadonlySet<unknown> = new Set(['varchar', 'text', 'integer']);

const isPlain = (column: ColumnMetadata): boolean => PLAIN_TYPES.has(column.type) && !column.transformer;

/**
 * How a column's value is taken from a row. TypeORM's own way is for every case there is, and is taken by a tenth of the
 * values: what is a plain text, number or null in a property of its own goes straight through.
 */
function getterOf(source: DataSource, column: ColumnMetadata): (row: Row) => unknown {
  const { propertyName, relationMetadata, embeddedMetadata, referencedColumn } = column;
  const preset = plainDefault(column) ?? null;
  const relation = relationMetadata?.propertyName;
  const plain = isPlain(column);
  const isDirect = !embeddedMetadata && (relation !== undefined || !referencedColumn);
  return (row) => {
    const own = isDirect ? row[propertyName] : undefined;
    if (plain && (typeof own === 'string' || typeof own === 'number')) {
      if (relation === undefined || row[relation] === undefined) return own;
    }
    if (own === null && relation === undefined && !column.transformer) return null;
    const given: unknown = column.getEntityValue(row);
    return source.driver.preparePersistentValue(given === undefined ? preset : given, column) as unknown;
  };
}

function plainDefault(column: ColumnMetadata): unknown {
  return typeof column.default === 'function' ? undefined : column.default;
}
