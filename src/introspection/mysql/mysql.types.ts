import type { DataFormat } from '../../common/snapshot.js';

/** What a COLUMN_TYPE says. */
export interface TypeFacts {
  readonly dataFormat: DataFormat;
  /** Characters, bytes or, for bit, bits; null where the type itself sets the limit. */
  readonly length: number | null;
  /** Digits of a decimal, of a float with two arguments, or of a fraction of a second. Display widths are no precision. */
  readonly precision: number | null;
  readonly scale: number | null;
  /** Of enum, and the members of set. */
  readonly enumValues: readonly string[] | null;
}

/** `set` counts as ENUM: like it, it names its values; bit, inet and geometry types are OTHER. */
const FORMATS: Readonly<Record<string, DataFormat>> = {
  tinyint: 'INT', smallint: 'INT', mediumint: 'INT', int: 'INT', integer: 'INT', bigint: 'INT', year: 'INT',
  float: 'FLOAT', double: 'DOUBLE', real: 'DOUBLE', decimal: 'DECIMAL', numeric: 'DECIMAL',
  char: 'CHAR', varchar: 'VARCHAR', tinytext: 'VARCHAR', text: 'VARCHAR', mediumtext: 'VARCHAR', longtext: 'VARCHAR',
  binary: 'BINARY', varbinary: 'BINARY', tinyblob: 'BINARY', blob: 'BINARY', mediumblob: 'BINARY', longblob: 'BINARY',
  date: 'DATE', time: 'TIME', datetime: 'TIMESTAMP', timestamp: 'TIMESTAMP',
  enum: 'ENUM', set: 'ENUM', json: 'JSON', uuid: 'UUID', vector: 'ARRAY',
}; // prettier-ignore

const SIZED = new Set(['char', 'varchar', 'binary', 'varbinary', 'bit', 'vector']);
const PRECISE = new Set(['decimal', 'numeric', 'float', 'double', 'real', 'time', 'datetime', 'timestamp']);

/** The leading word of a COLUMN_TYPE, in lower case. */
export function baseType(columnType: string): string {
  return (/^\w+/.exec(columnType)?.[0] ?? '').toLowerCase();
}

/** Reads a COLUMN_TYPE such as `decimal(12,2) unsigned` or `enum('a','it''s')`. */
export function typeFacts(columnType: string): TypeFacts {
  const base = baseType(columnType);
  if (base === 'enum' || base === 'set') {
    const enumValues = quotedList(columnType, base.length + 1);
    return { dataFormat: 'ENUM', length: null, precision: null, scale: null, enumValues };
  }
  const [, first, second] = /^\w+\((\d+)(?:,(\d+))?\)/.exec(columnType) ?? [];
  const one = first === undefined ? null : Number(first);
  return {
    // BOOLEAN is written `tinyint(1)`; an unsigned one was meant as a number.
    dataFormat: /^tinyint\(1\)$/i.test(columnType) ? 'BOOLEAN' : (FORMATS[base] ?? 'OTHER'),
    length: SIZED.has(base) ? one : null,
    precision: PRECISE.has(base) ? one : null,
    scale: second === undefined ? null : Number(second),
    enumValues: null,
  };
}

const ESCAPED: Readonly<Record<string, string>> = { '0': '\0', n: '\n', r: '\r', t: '\t', b: '\b', Z: '\x1a' };

/** What a backslash and this character stand for within a string. */
export function unescaped(character: string): string {
  return ESCAPED[character] ?? character;
}

/** The strings of `'a','it''s','b\\c')` from a position on. */
function quotedList(text: string, start: number): string[] {
  const values: string[] = [];
  let value: string | null = null;
  for (let i = start; i < text.length; i++) {
    const character = text.charAt(i);
    if (value === null) {
      if (character === ')') break;
      if (character === "'") value = '';
    } else if (character === '\\') {
      value += unescaped(text.charAt(++i));
    } else if (character !== "'") {
      value += character;
    } else if (text.charAt(i + 1) === "'") {
      value += text.charAt(++i);
    } else {
      values.push(value);
      value = null;
    }
  }
  return values;
}
