import { foldName, TokenList } from './sqlite.tokens.js';

/** What the author wrote behind a table's opening parenthesis, a view's AS, and each column. */
export interface DdlComments {
  readonly object: string | null;
  /** By folded column name. */
  readonly columns: ReadonlyMap<string, string>;
}

const NONE: DdlComments = { object: null, columns: new Map() };
const NOT_COLUMNS = new Set(['CONSTRAINT', 'PRIMARY', 'UNIQUE', 'CHECK', 'FOREIGN']);

/**
 * SQLite has no comments of its own, but keeps each CREATE statement letter for letter. A comment that stands on the same
 * line behind a column's definition is that column's; one behind the opening parenthesis, or behind a view's AS, is the
 * object's. Comments on lines of their own belong to nobody for certain and are left alone.
 */
export function commentsOf(sql: string): DdlComments {
  if (!sql.includes('--') && !sql.includes('/*')) return NONE;
  const tokens = new TokenList(sql);
  const columns = new Map<string, string>();
  let object: string | null = null;
  let depth = 0;
  let column: string | null = null;
  let begins = false;
  let inBody = false;
  for (let at = 0; at < tokens.length; at++) {
    const opensBody = !inBody && tokens.is(at, '(');
    if (tokens.is(at, '(')) depth++;
    else if (tokens.is(at, ')')) depth--;
    const comment = commentBehind(sql, tokens, at);
    if (!inBody && (opensBody || tokens.keyword(at) === 'AS')) {
      if (!opensBody) return { object: comment, columns }; // a view, or a table made of a query: its columns have no lines
      inBody = begins = true;
      object = comment;
      continue;
    }
    if (!inBody) continue;
    if (begins) column = NOT_COLUMNS.has(tokens.keyword(at)) ? null : foldName(tokens.name(at));
    begins = depth === 1 && tokens.is(at, ',');
    if (comment !== null && column !== null && depth === 1) columns.set(column, comment);
    if (depth === 0) break;
  }
  return { object, columns };
}

/** The comment between a token and the end of its line. */
function commentBehind(sql: string, tokens: TokenList, at: number): string | null {
  const gap = sql.slice(tokens.end(at), at + 1 < tokens.length ? tokens.start(at + 1) : sql.length);
  const found = /^[ \t]*(?:--([^\n]*)|\/\*([^]*?)\*\/)/.exec(gap);
  const text = (found?.[1] ?? found?.[2] ?? '').trim();
  return text === '' ? null : text;
}
