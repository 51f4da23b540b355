import type { DataFormat } from '../../common/snapshot.js';

/** A row of pg_type as far as it matters; ids as the server prints them, `'0'` for none. */
export interface PgType {
  readonly name: string;
  readonly schema: string;
  /** b base, d domain, e enum, r range, m multirange, p pseudo. */
  readonly kind: string;
  readonly category: string;
  readonly element: string;
  readonly base: string;
  readonly baseModifier: number;
  readonly collation: string;
}

/** What a column's type and modifier amount to. */
export interface ResolvedType {
  readonly dataFormat: DataFormat;
  readonly length: number | null;
  readonly precision: number | null;
  readonly scale: number | null;
  readonly enumValues: readonly string[] | null;
}

const NAMES_OF: Partial<Record<DataFormat, string>> = {
  INT: 'int2 int4 int8 oid xid xid8 cid',
  FLOAT: 'float4',
  DOUBLE: 'float8',
  DECIMAL: 'numeric money',
  VARCHAR: 'varchar text name',
  CHAR: 'bpchar char',
  DATE: 'date',
  TIME: 'time timetz',
  TIMESTAMP: 'timestamp timestamptz',
  BOOLEAN: 'bool',
  JSON: 'json jsonb',
  BINARY: 'bytea',
  UUID: 'uuid',
};

/** By the name in pg_catalog; a Map, because types may be called `constructor`. */
const FORMATS: ReadonlyMap<string, DataFormat> = new Map(
  Object.entries(NAMES_OF).flatMap(([format, names]) =>
    names.split(' ').map((name): [string, DataFormat] => [name, format as DataFormat]),
  ),
);

/** Types that well-known extensions bring, in whatever schema they were put. */
const EXTENSION_FORMATS: ReadonlyMap<string, DataFormat> = new Map([['citext', 'VARCHAR']]);

const NOTHING: ResolvedType = { dataFormat: 'OTHER', length: null, precision: null, scale: null, enumValues: null };

/** A varlena header: the modifiers of character and numeric types count it. */
const HEADER = 4;
/** The modifier of `interval` keeps the precision in its lower half; all ones = none given. */
const NO_INTERVAL_PRECISION = 0xffff;

function measures(name: string, modifier: number): Partial<ResolvedType> {
  if (modifier < 0) return {};
  switch (name) {
    case 'varchar':
    case 'bpchar':
      return { length: modifier - HEADER };
    case 'bit':
    case 'varbit':
      return { length: modifier };
    case 'numeric': {
      const packed = modifier - HEADER;
      // 11 bits with a sign since PostgreSQL 15; what was possible before reads the same.
      return { precision: (packed >> 16) & 0xffff, scale: ((packed & 0x7ff) ^ 0x400) - 0x400 };
    }
    case 'time':
    case 'timetz':
    case 'timestamp':
    case 'timestamptz':
      return { precision: modifier };
    case 'interval': {
      const precision = modifier & 0xffff;
      return precision === NO_INTERVAL_PRECISION ? {} : { precision };
    }
    default:
      return {};
  }
}

/** Follows domains down to their base type; the innermost modifier that is given counts. */
function baseOf(
  types: ReadonlyMap<string, PgType>,
  id: string,
  modifier: number,
): [string, PgType | undefined, number] {
  let at = id;
  let type = types.get(at);
  let given = modifier;
  // A domain over a domain over … ends; the bound is against catalogs that lie.
  for (let depth = 0; type?.kind === 'd' && depth < 64; depth++) {
    if (given < 0) given = type.baseModifier;
    at = type.base;
    type = types.get(at);
  }
  return [at, type, given];
}

/**
 * The normalised format, sizes and enum values of a type.
 * A domain counts as its base type, an array as ARRAY (with the enum values of its elements), a row type as OTHER.
 */
export function resolveType(
  types: ReadonlyMap<string, PgType>,
  enums: ReadonlyMap<string, readonly string[]>,
  id: string,
  modifier: number,
  text: string,
): ResolvedType {
  const [baseId, type, given] = baseOf(types, id, modifier);
  // Row types are not looked up; their arrays are told by the name as format_type writes it.
  if (!type) return text.endsWith('[]') ? { ...NOTHING, dataFormat: 'ARRAY' } : NOTHING;
  if (type.category === 'A' && type.element !== '0') {
    const [elementId] = baseOf(types, type.element, -1);
    return { ...NOTHING, dataFormat: 'ARRAY', enumValues: enums.get(elementId) ?? null };
  }
  if (type.kind === 'e') return { ...NOTHING, dataFormat: 'ENUM', enumValues: enums.get(baseId) ?? [] };
  if (type.schema !== 'pg_catalog') return { ...NOTHING, dataFormat: EXTENSION_FORMATS.get(type.name) ?? 'OTHER' };
  return { ...NOTHING, dataFormat: FORMATS.get(type.name) ?? 'OTHER', ...measures(type.name, given) };
}
