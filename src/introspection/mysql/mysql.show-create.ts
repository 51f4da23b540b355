import type { ReferentialAction } from '../../common/snapshot.js';
import { unescaped } from './mysql.types.js';

/** What a foreign key does when its target changes or goes. */
export interface KeyRules {
  readonly onUpdate: ReferentialAction;
  readonly onDelete: ReferentialAction;
}

interface Token {
  /** A bare word in upper case, a name in backticks, a string, or one character of anything else. */
  readonly kind: 'word' | 'name' | 'string' | 'mark';
  readonly text: string;
}

/**
 * The tokens of what SHOW CREATE TABLE prints under an empty sql_mode. The marks of version comments
 * (such as an exclamation mark and digits after the opening) are skipped, what is within them is not.
 */
export function* tokensOf(sql: string): Generator<Token> {
  for (let i = 0; i < sql.length;) {
    const character = sql.charAt(i);
    if (character === '`' || character === "'" || character === '"') {
      const [text, end] = quoted(sql, i, character);
      yield { kind: character === '`' ? 'name' : 'string', text };
      i = end;
    } else if (/\s/.test(character)) {
      i++;
    } else if (sql.startsWith('/*', i)) {
      i += (/^\/\*M?!\d*/.exec(sql.slice(i, i + 12)) ?? ['/*'])[0].length;
    } else if (sql.startsWith('*/', i)) {
      i += 2;
    } else {
      const [word = character] = /^[\w$\u0080-\uffff]+/.exec(sql.slice(i, i + 80)) ?? [];
      yield word === character && !/\w/.test(word)
        ? { kind: 'mark', text: word }
        : { kind: 'word', text: word.toUpperCase() };
      i += word.length;
    }
  }
}

/** A quoted text from its opening quote on, and where it ends. Backslashes escape in strings, never in names. */
function quoted(sql: string, start: number, quote: string): [text: string, end: number] {
  let text = '';
  let i = start + 1;
  for (; i < sql.length; i++) {
    const character = sql.charAt(i);
    if (character === '\\' && quote !== '`') text += unescaped(sql.charAt(++i));
    else if (character !== quote) text += character;
    else if (sql.charAt(i + 1) === quote) text += sql.charAt(++i);
    else break;
  }
  return [text, i + 1];
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
    const [constraint, name, foreign, key] = element;
    if (constraint?.text !== 'CONSTRAINT' || constraint.kind !== 'word' || name?.kind !== 'name') continue;
    if (foreign?.kind !== 'word' || foreign.text !== 'FOREIGN' || key?.text !== 'KEY') continue;
    const words = element.map((token) => (token.kind === 'word' ? token.text : ''));
    const ruleOf = (event: string): ReferentialAction => {
      const on = words.findIndex((word, i) => word === 'ON' && words[i + 1] === event);
      if (on < 0) return defaultRule;
      const [first = '', second = ''] = words.slice(on + 2, on + 4);
      return actionOf(first) ?? actionOf(`${first} ${second}`) ?? defaultRule;
    };
    rules.set(name.text, { onUpdate: ruleOf('UPDATE'), onDelete: ruleOf('DELETE') });
  }
  return rules;
}

/** What stands between the commas of the table's outer parentheses. */
function* elementsOf(sql: string): Generator<Token[]> {
  let depth = 0;
  let element: Token[] = [];
  for (const token of tokensOf(sql)) {
    const mark = token.kind === 'mark' ? token.text : '';
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
