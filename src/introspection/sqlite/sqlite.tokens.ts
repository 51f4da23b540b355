/** A piece of SQLite's SQL; white space and comments are left out. */
export interface Token {
  /** `name` is a quoted identifier, `word` a bare one or a keyword, `text` a string literal (SQLite takes it as a name, too). */
  readonly kind: 'word' | 'name' | 'text' | 'other';
  /** As written. */
  readonly raw: string;
  readonly start: number;
  readonly end: number;
}

// SQLite's own rules (tokenize.c): an identifier is letters, digits, _, $ and anything beyond ASCII.
const TOKEN =
  /(?<skip>[ \t\n\f\r\uFEFF]+|--[^\n]*|\/\*[\s\S]*?(?:\*\/|$))|(?<blob>[xX]'[^']*'?)|(?<word>[A-Za-z_\u0080-\uFFFF][\w$\u0080-\uFFFF]*)|(?<name>"(?:[^"]|"")*"?|`(?:[^`]|``)*`?|\[[^\]]*\]?)|(?<text>'(?:[^']|'')*'?)|(?<number>\.?\d[\w.]*)|(?<other>[\s\S])/y;

/** Cuts SQL into tokens; never fails, whatever the text is. */
export function tokenize(sql: string): Token[] {
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  for (let match = TOKEN.exec(sql); match; match = TOKEN.exec(sql)) {
    const groups = match.groups ?? {};
    if (groups.skip !== undefined) continue;
    const kind = groups.word !== undefined ? 'word' : groups.name !== undefined ? 'name' : groups.text !== undefined ? 'text' : 'other'; // prettier-ignore
    tokens.push({ kind, raw: match[0], start: match.index, end: TOKEN.lastIndex });
  }
  return tokens;
}

/** The identifier that a token stands for, without its quotes. */
export function nameOf(token: Token): string {
  const { raw } = token;
  if (token.kind === 'word' || token.kind === 'other') return raw;
  const quote = raw[0] ?? '';
  const inner = raw.slice(1, -1);
  return quote === '[' ? inner : inner.replaceAll(quote + quote, quote);
}

/** How SQLite compares names: without regard to the case of ASCII letters, and of no others. */
export function foldName(name: string): string {
  return name.replaceAll(/[A-Z]+/g, (letters) => letters.toLowerCase());
}
