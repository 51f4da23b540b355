import { closeOf } from './sqlite.ddl.js';
import { tokenize, type Token } from './sqlite.tokens.js';

/** What the pragmas do not tell of an index. */
export interface IndexDdl {
  /** The SQL of each part, in key order, without ASC and DESC. */
  readonly parts: readonly string[];
  /** The condition of a partial index. */
  readonly predicate: string | null;
}

const is = (token: Token | undefined, character: string): boolean => token?.kind === 'other' && token.raw === character;
const wordOf = (token: Token | undefined): string => (token?.kind === 'word' ? token.raw.toUpperCase() : '');

/** Reads a CREATE INDEX as SQLite keeps it; never fails. */
export function parseCreateIndex(sql: string): IndexDdl {
  const tokens = tokenize(sql);
  const open = tokens.findIndex((token) => is(token, '('));
  if (open < 0) return { parts: [], predicate: null };
  const close = closeOf(tokens, open);
  const parts: string[] = [];
  let from = open + 1;
  for (let at = from, depth = 0; at <= close; at++) {
    if (is(tokens[at], '(')) depth++;
    else if (is(tokens[at], ')') && at !== close) depth--;
    if (at !== close && !(depth === 0 && is(tokens[at], ','))) continue;
    const last = ['ASC', 'DESC'].includes(wordOf(tokens[at - 1])) && at - 1 > from ? at - 2 : at - 1;
    parts.push(sql.slice(tokens[from]?.start, tokens[last]?.end));
    from = at + 1;
  }
  const where = tokens[close + 1];
  return { parts, predicate: wordOf(where) === 'WHERE' ? sql.slice(where?.end).trim() : null };
}

/** The query of a CREATE VIEW as SQLite keeps it; the whole text where it cannot be told apart. */
export function viewQuery(sql: string): string {
  const tokens = tokenize(sql);
  // CREATE VIEW name [(columns)] AS query: the name may itself be called "as", in quotes.
  let at = 3;
  if (is(tokens[at], '(')) at = closeOf(tokens, at) + 1;
  return wordOf(tokens[at]) === 'AS' ? sql.slice(tokens[at]?.end).trim() : sql;
}
