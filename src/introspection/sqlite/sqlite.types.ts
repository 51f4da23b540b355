import type { DataFormat, SnapshotColumn } from '../../common/snapshot.js';

/** Declared types are free text in SQLite: the first rule that fits the folded name wins, as in its own affinity rules. */
const FORMATS: readonly (readonly [RegExp, DataFormat])[] = [
  [/\[\]|array/, 'ARRAY'],
  [/json/, 'JSON'],
  [/uuid|guid|uniqueidentifier/, 'UUID'],
  [/bool|^bit$/, 'BOOLEAN'],
  [/^(?:enum|set)\b/, 'ENUM'],
  [/interval|point/, 'OTHER'],
  [/int|serial/, 'INT'],
  [/timestamp|datetime/, 'TIMESTAMP'],
  [/^date/, 'DATE'],
  [/^time/, 'TIME'],
  [/varchar|varying|clob|text|string/, 'VARCHAR'],
  [/char/, 'CHAR'],
  [/blob|binary|bytea|image/, 'BINARY'],
  [/float/, 'FLOAT'],
  [/real|doub/, 'DOUBLE'],
  [/dec|numeric|number|money/, 'DECIMAL'],
];

type TypeFacts = Pick<SnapshotColumn, 'dataFormat' | 'length' | 'precision' | 'scale'>;

const seen = new Map<string, TypeFacts>();
const SEEN_LIMIT = 10_000; // types are free text: a hostile source could invent one per column

/** What a declared type says: format, and the numbers in its parentheses. */
export function typeFacts(type: string): TypeFacts {
  let facts = seen.get(type);
  if (!facts) {
    facts = computeFacts(type);
    if (seen.size < SEEN_LIMIT) seen.set(type, facts);
  }
  return facts;
}

function computeFacts(type: string): TypeFacts {
  const folded = type.toLowerCase();
  const dataFormat = FORMATS.find(([expression]) => expression.test(folded))?.[1] ?? 'OTHER';
  const [, first, second] = /\(\s*(\d{1,9})\s*(?:,\s*(\d{1,9})\s*)?\)/.exec(folded) ?? [];
  const one = first === undefined ? null : Number(first);
  const two = second === undefined ? null : Number(second);
  switch (dataFormat) {
    case 'VARCHAR':
    case 'CHAR':
    case 'BINARY':
      return { dataFormat, length: one, precision: null, scale: null };
    case 'DECIMAL':
    case 'FLOAT':
    case 'DOUBLE':
    case 'INT':
      return { dataFormat, length: null, precision: one, scale: two };
    default:
      return { dataFormat, length: null, precision: null, scale: null };
  }
}
