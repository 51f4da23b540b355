import type { Engine } from '../../src/common/snapshot.js';

/** Names that break what is careless, by what they break; each is a table, a column, a key and a comment in some test. */
const BY_CLASS = {
  quotes: ["a'b", 'a"b', 'a`b', 'a]b', '[a]', "''", '""', '``', `'"\``],
  backslashes: ['a\\b', 'a\\', "\\'", '\\n\\0', '\\u0041'],
  controls: ['a\nb\tc', 'a\r\nb', '\u0001\u0007\b', '\u001b[31m', 'del\u007fete', 'next\u0085line', 'line\u2028break'],
  bidirectional: ['表\u202eb', 'abc\u202egpj.exe', '\u2066x\u2069', 'א\u200fב', '\u061cع'],
  unseen: ['zero\u200bwidth', 'join\u200der', '\ufeffmark', 'soft\u00adhyphen', 'word\u2060join', '\u00a0'],
  combining: ['é', 'e\u0301', 'Z\u0351\u036b\u0343a', 'ﬁ', 'Å'],
  astral: ['🐘', '👩‍👩‍👧', '𝒟', '🇳🇱'],
  markup: ['<b>&amp;', '<script>alert(1)</script>', '"><img src=x onerror=alert(2)>', '</script>', '<!--', ']]>'],
  formulas: ['=1+1', '+1', '-1', '@SUM(A1)', '\t=cmd', '=HYPERLINK("x")'],
  sql: ['a;--b', '/*a', '*/', "' OR 1=1 -- ", '%s$1?', ':name', 'select', 'NULL', '_%'],
  templates: [
    '{{7*7}}',
    '${x}',
    '<%= x %>',
    '`${1}`',
    '{a|b}',
    '%%{init}%%',
    'end',
    'a-->b',
    'a"];b["c',
    '#quot;',
    '->',
  ],
  paths: ['../../etc', 'a/b', '.', 'CON', 'a\\..\\b', '%2e%2e%2f'],
  programs: ['__proto__', 'constructor', 'toString', 'undefined', 'NaN', 'true', '0', '1e3', '[object Object]'],
  lengths: ['x'.repeat(60), 'x'.repeat(63), 'x'.repeat(64), '表'.repeat(21), 'é'.repeat(31)],
  twins: ['twin', 'TWIN', 'Twin', 'ß', 'SS', 'ı', 'i', 'I'],
  blanks: [' lead', 'trail ', ' both ', ' ', 'in  side'],
  separators: ['a.b,c', 'a.b', 'a,b', '.a', 'a.', ',', 'a→b', 'a|b', 'a;b'],
} as const satisfies Record<string, readonly string[]>;

/** All of them, each once. */
export const HOSTILE_NAMES: readonly string[] = [...new Set(Object.values(BY_CLASS).flat())];

/** As SQLite compares names: letters of ASCII alone in either case. */
const folded = (name: string): string => name.replace(/[A-Z]/g, (letter) => letter.toLowerCase());

/** Why an engine takes no such name for a table with a key to itself; null when it does. */
function refusal(engine: Engine, name: string): string | null {
  if (engine === 'sqlite') {
    const first = HOSTILE_NAMES.find((other) => folded(other) === folded(name));
    return first === name ? null : `is "${first ?? ''}" in another case`;
  }
  if (engine === 'postgresql') return Buffer.byteLength(name) > 63 ? 'is cut at 63 bytes' : null;
  if (/ $/.test(name)) return 'ends with a blank';
  if (name === 'CON') return 'is a device, to whose file no key can lead';
  if (/[\u{10000}-\u{10ffff}]/u.test(name)) return 'has a character of four bytes';
  return name.length > 64 ? 'is longer than 64 characters' : null;
}

/** Those that the engine takes; the others are refused by it, not by us. */
export function hostileNames(engine: Engine): readonly string[] {
  return HOSTILE_NAMES.filter((name) => refusal(engine, name) === null);
}
