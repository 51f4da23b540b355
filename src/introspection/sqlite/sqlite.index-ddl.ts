import { TokenList } from './sqlite.tokens.js';

/** What the pragmas do not tell of an index. */
export interface IndexDdl {
  /** The SQL of each part, in key order, without ASC and DESC. */
  readonly parts: readonly string[];
  /** The condition of a partial index. */
  readonly predicate: string | null;
}

/** Reads a CREATE INDEX as SQLite keeps it; never fails. */
export function parseCreateIndex(sql: string): IndexDdl {
  const tokens = new TokenList(sql);
  let open = 0;
  while (open < tokens.length && !tokens.is(open, '(')) open++;
  if (open === tokens.length) return { parts: [], predicate: null };
  const close = tokens.closeOf(open);
  const parts: string[] = [];
  let from = open + 1;
  for (let at = from, depth = 0; at <= close; at++) {
    if (tokens.is(at, '(')) depth++;
    else if (tokens.is(at, ')') && at !== close) depth--;
    if (at !== close && !(depth === 0 && tokens.is(at, ','))) continue;
    const last = ['ASC', 'DESC'].includes(tokens.keyword(at - 1)) && at - 1 > from ? at - 2 : at - 1;
    parts.push(sql.slice(tokens.start(from), tokens.end(last)));
    from = at + 1;
  }
  const predicate = tokens.keyword(close + 1) === 'WHERE' ? sql.slice(tokens.end(close + 1)).trim() : null;
  return { parts, predicate };
}

/** The query of a CREATE VIEW as SQLite keeps it; the whole text where it cannot be told apart. */
export function viewQuery(sql: string): string {
  const tokens = new TokenList(sql);
  // CREATE VIEW name [(columns)] AS query: the name may itself be called "as", in quotes.
  const at = tokens.is(3, '(') ? tokens.closeOf(3) + 1 : 3;
  return tokens.keyword(at) === 'AS' ? sql.slice(tokens.end(at)).trim() : sql;
}
