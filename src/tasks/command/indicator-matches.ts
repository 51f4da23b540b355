import { createContext, Script, type Context } from 'node:vm';
import type { IndicatorRule } from './command-declaration.js';

/** A pattern that backtracks for ever on hostile text must not hold up the server. */
const TIMEOUT_MS = 250;
/** Of a line. */
const MAX_CHARACTERS = 2_000;

/** Runs where it can be interrupted; `patterns`, `found` and `lines` are the context's. */
const LOOK = new Script(`
  for (const line of lines) for (const { name, pattern } of patterns) {
    const match = pattern.exec(line);
    if (match) found[name] = { count: (found[name]?.count ?? 0) + 1, value: match[1] ?? '' };
  }
`);

type Found = Record<string, { readonly count: number; readonly value: string } | undefined>;

/** Looks for values in the lines of a program's standard output. */
export class IndicatorMatches {
  private context: Context | null;
  private readonly found: Found = {};

  constructor(private readonly rules: Readonly<Record<string, IndicatorRule>>) {
    const patterns = Object.entries(rules).map(([name, { pattern }]) => ({ name, pattern: new RegExp(pattern, 'u') }));
    this.context = patterns.length === 0 ? null : createContext({ patterns, found: this.found, lines: [] });
  }

  /** Takes account of lines. @returns false when a pattern took too long, once: no more lines count then */
  see(lines: readonly string[]): boolean {
    if (this.context === null || lines.length === 0) return true;
    this.context.lines = lines.map((line) => line.slice(0, MAX_CHARACTERS));
    try {
      LOOK.runInContext(this.context, { timeout: TIMEOUT_MS });
      return true;
    } catch {
      this.context = null;
      return false;
    }
  }

  /** What was found; of several matches the last. A flag that was not found is false, a count is 0. */
  values(): [name: string, value: number | string | boolean][] {
    return Object.entries(this.rules).flatMap(([name, rule]) => {
      const value = valueOf(rule, this.found[name]);
      return value === null ? [] : [[name, value] satisfies [string, number | string | boolean]];
    });
  }
}

function valueOf({ kind, count }: IndicatorRule, found: Found[string]): number | string | boolean | null {
  if (kind === 'flag') return found !== undefined;
  if (count) return found?.count ?? 0;
  if (found === undefined) return null;
  if (kind === 'text') return found.value;
  const value = found.value.trim() === '' ? NaN : Number(found.value);
  return Number.isFinite(value) ? value : null;
}
