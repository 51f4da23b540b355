/** What a token is: a bare word, a quoted identifier, a string literal (which SQLite takes as a name, too), or else. */
const KIND = { word: 0, quoted: 1, text: 2, other: 3 } as const;

const KEYWORDS = new Set(
  (
    'AS ON NO NOT SET KEY ASC DESC CHECK MATCH WHERE UNIQUE DELETE UPDATE INSERT PRIMARY COLLATE DEFAULT FOREIGN ' +
    'CONSTRAINT REFERENCES DEFERRABLE AUTOINCREMENT'
  ).split(' '),
);
/** Cheap first look: whether any keyword has this length and this first letter (upper case). */
const SHAPES = new Set([...KEYWORDS].map((word) => word.length * 256 + word.charCodeAt(0)));

const code = (character: string): number => character.charCodeAt(0);
const CODE = {
  dash: code('-'),
  slash: code('/'),
  star: code('*'),
  quote: code("'"),
  double: code('"'),
  backtick: code('`'),
  bracket: code('['),
  dot: code('.'),
  dollar: code('$'),
} as const;

const isSpace = (c: number): boolean => c === 32 || (c >= 9 && c <= 13 && c !== 11) || c === 0xfeff;
const isDigit = (c: number): boolean => c >= 48 && c <= 57;
const isWord = (c: number): boolean =>
  (c >= 97 && c <= 122) || (c >= 65 && c <= 90) || isDigit(c) || c === 95 || c === 36 || c >= 128;

/**
 * The tokens of a piece of SQLite's SQL by SQLite's own rules (tokenize.c); white space and comments are left out.
 * Never fails, whatever the text is. Kept as numbers: a large file has millions of tokens and needs the text of few.
 */
export class TokenList {
  readonly #kinds: number[] = [];
  readonly #keywords: string[] = [];
  readonly #starts: number[] = [];
  readonly #ends: number[] = [];

  constructor(readonly sql: string) {
    for (let at = 0; at < sql.length;) {
      const c = sql.charCodeAt(at);
      if (isSpace(c)) at++;
      else if (c === CODE.dash && sql.charCodeAt(at + 1) === CODE.dash) at = after(sql, '\n', at);
      else if (c === CODE.slash && sql.charCodeAt(at + 1) === CODE.star) at = after(sql, '*/', at + 2);
      else at = this.#add(c, at);
    }
  }

  get length(): number {
    return this.#kinds.length;
  }

  start(at: number): number {
    return this.#starts[at] ?? this.sql.length;
  }

  end(at: number): number {
    return this.#ends[at] ?? this.sql.length;
  }

  /** Whether the token is this one character of punctuation. */
  is(at: number, character: string): boolean {
    return this.#kinds[at] === KIND.other && this.sql.charCodeAt(this.start(at)) === code(character);
  }

  /** The token as a keyword in upper case; empty when it is none that matters here. */
  keyword(at: number): string {
    return this.#keywords[at] ?? '';
  }

  /** The identifier that the token stands for, without its quotes. */
  name(at: number): string {
    const raw = this.sql.slice(this.start(at), this.end(at));
    const kind = this.#kinds[at];
    if (kind !== KIND.quoted && kind !== KIND.text) return raw;
    const quote = raw.slice(0, 1);
    return quote === '[' ? raw.slice(1, -1) : raw.slice(1, -1).replaceAll(quote + quote, quote);
  }

  /** The index of the token that closes the group opened at `open`; the number of tokens when none does. */
  closeOf(open: number): number {
    let depth = 0;
    for (let at = open; at < this.length; at++) {
      if (this.is(at, '(')) depth++;
      else if (this.is(at, ')') && --depth === 0) return at;
    }
    return this.length;
  }

  #add(c: number, start: number): number {
    const { sql } = this;
    let kind: number = KIND.other;
    let end = start + 1;
    if (c === CODE.quote || c === CODE.double || c === CODE.backtick) {
      kind = c === CODE.quote ? KIND.text : KIND.quoted;
      end = afterQuoted(sql, c, start);
    } else if (c === CODE.bracket) {
      kind = KIND.quoted;
      end = after(sql, ']', start);
    } else if ((c | 32) === 120 && sql.charCodeAt(start + 1) === CODE.quote) {
      end = afterQuoted(sql, CODE.quote, start + 1); // a blob: x'…'
    } else if (isWord(c) || (c === CODE.dot && isDigit(sql.charCodeAt(end)))) {
      if (!isDigit(c) && c !== CODE.dot && c !== CODE.dollar) kind = KIND.word;
      const isNumber = kind !== KIND.word;
      while (end < sql.length && (isWord(sql.charCodeAt(end)) || (isNumber && sql.charCodeAt(end) === CODE.dot))) end++;
    }
    this.#kinds.push(kind);
    this.#keywords.push(kind === KIND.word ? keywordAt(sql, start, end) : '');
    this.#starts.push(start);
    this.#ends.push(end);
    return end;
  }
}

function keywordAt(sql: string, start: number, end: number): string {
  if (!SHAPES.has((end - start) * 256 + (sql.charCodeAt(start) & ~32))) return '';
  const word = sql.slice(start, end).toUpperCase();
  return KEYWORDS.has(word) ? word : '';
}

/** The place after the next `end`, or the end of the text. */
function after(sql: string, end: string, from: number): number {
  const at = sql.indexOf(end, from);
  return at < 0 ? sql.length : at + end.length;
}

/** The place after the literal that opens at `start`; a doubled quote is a character of it. */
function afterQuoted(sql: string, quote: number, start: number): number {
  for (let at = start + 1; at < sql.length; at++) {
    if (sql.charCodeAt(at) !== quote) continue;
    if (sql.charCodeAt(at + 1) !== quote) return at + 1;
    at++;
  }
  return sql.length;
}

/** How SQLite compares names: without regard to the case of ASCII letters, and of no others. */
export function foldName(name: string): string {
  return /[A-Z]/.test(name) ? name.replaceAll(/[A-Z]+/g, (letters) => letters.toLowerCase()) : name;
}
