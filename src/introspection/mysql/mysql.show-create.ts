import type { ReferentialAction } from '../../common/snapshot.js';
import { unescaped } from './mysql.types.js';

/** What a foreign key does when its target changes or goes. */
export interface KeyRules {
  readonly onUpdate: ReferentialAction;
  readonly onDelete: ReferentialAction;
}

/** A bare word, a name in backticks, a string, or one character of anything else; its text is cut out when wanted. */
export interface Token {
  readonly kind: 'word' | 'name' | 'string' | 'mark';
  readonly start: number;
  readonly end: number;
}

const codeOf = (character: string): number => character.charCodeAt(0);
const [BLANK, BACKTICK, APOSTROPHE, QUOTE] = [codeOf(' '), codeOf('`'), codeOf("'"), codeOf('"')];
const [BACKSLASH, SLASH, STAR, BANG, M] = [codeOf('\\'), codeOf('/'), codeOf('*'), codeOf('!'), codeOf('M')];

const isBlank = (code: number): boolean => code === BLANK || (code >= 9 && code <= 13);
const isDigit = (code: number): boolean => code >= 48 && code <= 57;
const isWord = (code: number): boolean =>
  (code >= 97 && code <= 122) ||
  (code >= 65 && code <= 90) ||
  isDigit(code) ||
  code === 95 ||
  code === 36 ||
  code > 127;

/**
 * The tokens of what SHOW CREATE TABLE prints under an empty sql_mode. The marks of version comments
 * (such as an exclamation mark and digits after the opening) are skipped, what is within them is not.
 * By character codes: a source whose rules are hidden has thousands of these texts.
 */
export function* tokensOf(sql: string): Generator<Token> {
  for (let i = 0; i < sql.length;) {
    const code = sql.charCodeAt(i);
    const start = i++;
    if (isBlank(code)) continue;
    if (code === BACKTICK || code === APOSTROPHE || code === QUOTE) {
      i = quoteEnd(sql, start, code);
      yield { kind: code === BACKTICK ? 'name' : 'string', start, end: i };
    } else if (isWord(code)) {
      while (isWord(sql.charCodeAt(i))) i++;
      yield { kind: 'word', start, end: i };
    } else if (code === SLASH && sql.charCodeAt(i) === STAR) {
      i++;
      if (sql.charCodeAt(i) === M && sql.charCodeAt(i + 1) === BANG) i++;
      if (sql.charCodeAt(i) === BANG) i++;
      while (isDigit(sql.charCodeAt(i))) i++;
    } else if (code === STAR && sql.charCodeAt(i) === SLASH) {
      i++;
    } else {
      yield { kind: 'mark', start, end: i };
    }
  }
}

/** Where a quoted text ends, its closing quote included. Backslashes escape in strings, never in names. */
function quoteEnd(sql: string, start: number, quote: number): number {
  for (let i = start + 1; i < sql.length; i++) {
    const code = sql.charCodeAt(i);
    if (code === BACKSLASH && quote !== BACKTICK) i++;
    else if (code !== quote) continue;
    else if (sql.charCodeAt(i + 1) === quote) i++;
    else return i + 1;
  }
  return sql.length;
}

/** What a token says: a word in upper case, a name or a string without its quotes. */
export function textOf(sql: string, { kind, start, end }: Token): string {
  const text = sql.slice(start, end);
  if (kind === 'word') return text.toUpperCase();
  if (kind === 'mark') return text;
  const inner = text.slice(1, -1);
  if (kind === 'name') return inner.replaceAll('``', '`');
  return inner.replaceAll(/\\([^])|(['"])\2/g, (_, escaped?: string, quote?: string) =>
    escaped === undefined ? (quote ?? '') : unescaped(escaped),
  );
}

const ACTIONS: readonly ReferentialAction[] = ['NO ACTION', 'RESTRICT', 'CASCADE', 'SET NULL', 'SET DEFAULT'];

/** A rule's words, as servers write them; what is unknown counts as none. */
export function actionOf(words: string): ReferentialAction | null {
  return ACTIONS.find((action) => action === words) ?? null;
}

/**
 * The rules of each foreign key by its name, from the text of SHOW CREATE TABLE.
 * @param defaultRule what a key does that names no rule
 */
export function rulesFromShowCreate(sql: string, defaultRule: ReferentialAction): Map<string, KeyRules> {
  const rules = new Map<string, KeyRules>();
  for (const element of elementsOf(sql)) {
    const [constraint, name] = element;
    if (constraint?.kind !== 'word' || name?.kind !== 'name' || textOf(sql, constraint) !== 'CONSTRAINT') continue;
    const words = element.map((token) => (token.kind === 'word' ? textOf(sql, token) : ''));
    if (words[2] !== 'FOREIGN' || words[3] !== 'KEY') continue;
    const ruleOf = (event: string): ReferentialAction => {
      const on = words.findIndex((word, i) => word === 'ON' && words[i + 1] === event);
      if (on < 0) return defaultRule;
      const [first = '', second = ''] = words.slice(on + 2, on + 4);
      return actionOf(first) ?? actionOf(`${first} ${second}`) ?? defaultRule;
    };
    rules.set(textOf(sql, name), { onUpdate: ruleOf('UPDATE'), onDelete: ruleOf('DELETE') });
  }
  return rules;
}

/** What stands between the commas of the table's outer parentheses. */
function* elementsOf(sql: string): Generator<Token[]> {
  let depth = 0;
  let element: Token[] = [];
  for (const token of tokensOf(sql)) {
    const mark = token.kind === 'mark' ? sql.charAt(token.start) : '';
    if (mark === '(' && ++depth === 1) continue;
    if (mark === ')' && --depth === 0) break;
    if (mark === ',' && depth === 1) {
      yield element;
      element = [];
    } else if (depth >= 1) {
      element.push(token);
    }
  }
  yield element;
}
