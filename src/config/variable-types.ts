import { Secret } from '../common/redact.js';

/** One environment variable: how it is read, and what `--help` and the docs say of it. */
export interface Variable<T, Default extends string | undefined = string | undefined> {
  /** What may be written, for people, such as `a duration (5s, 2h)`. */
  readonly type: string;
  /** As one would write it; undefined when there is none or when it is worked out (see `otherwise`). */
  readonly default: Default;
  /** What holds when it is not set, where that is not a plain default. */
  readonly otherwise?: string;
  readonly doc: string;
  readonly secret: boolean;
  /** @throws WrongValue saying what it must be, never what it is */
  readonly parse: (text: string) => T;
}

/** A variable's value is wrong; the message completes "NAME …". */
export class WrongValue extends Error {}

interface Described {
  readonly doc: string;
  readonly default?: string;
  readonly otherwise?: string;
}

/** Whether a variable has a plain default is known to the compiler: only those without one may be null. */
type DefaultOf<D> = D extends { readonly default: string } ? string : undefined;

function variable<T, D extends Described>(
  { doc, default: fallback, otherwise }: D,
  reading: Pick<Variable<T>, 'type' | 'parse'> & { readonly secret?: boolean },
): Variable<T, DefaultOf<D>> {
  return { doc, otherwise, default: fallback as DefaultOf<D>, secret: false, ...reading };
}

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** A duration such as `500ms`, `5s`, `2h`, `90d`, in milliseconds. */
export function duration<const D extends Described & { readonly min?: string; readonly max?: string }>(described: D) {
  const { min = '1ms', max = '3650d' } = described;
  const parse = (text: string) => {
    const value = milliseconds(text);
    if (value === null) throw new WrongValue('must be a duration such as 500ms, 5s, 10m, 2h or 90d');
    if (value < (milliseconds(min) ?? 0)) throw new WrongValue(`must be at least ${min}`);
    if (value > (milliseconds(max) ?? Infinity)) throw new WrongValue(`must be at most ${max}`);
    return value;
  };
  return variable(described, { type: 'a duration (500ms, 5s, 2h, 90d)', parse });
}

function milliseconds(text: string): number | null {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/.exec(text);
  return match ? Math.round(Number(match[1]) * (UNITS[match[2] ?? ''] ?? NaN)) : null;
}

export function integer<const D extends Described & { readonly min: number; readonly max: number }>(described: D) {
  const type = `a whole number from ${described.min} to ${described.max}`;
  const parse = (text: string) => {
    const value = /^\d+$/.test(text) ? Number(text) : NaN;
    if (!(value >= described.min && value <= described.max)) throw new WrongValue(`must be ${type}`);
    return value;
  };
  return variable(described, { type, parse });
}

export function yesNo<const D extends Described>(described: D) {
  const parse = (text: string) => {
    if (/^(true|yes|on|1)$/i.test(text)) return true;
    if (/^(false|no|off|0)$/i.test(text)) return false;
    throw new WrongValue('must be true or false');
  };
  return variable(described, { type: 'true or false', parse });
}

export function choice<const T extends string, const D extends Described>(values: readonly T[], described: D) {
  const type = `one of ${values.join(', ')}`;
  const parse = (text: string) => {
    const found = values.find((value) => value === text.toLowerCase());
    if (found === undefined) throw new WrongValue(`must be ${type}`);
    return found;
  };
  return variable(described, { type, parse });
}

export function text<const D extends Described & { readonly type?: string }>(described: D) {
  return variable(described, { type: described.type ?? 'text', parse: (value: string) => value });
}

/** A secret: kept wrapped, never shown, not even by its length. */
export function secret<const D extends Described & { readonly minLength?: number }>(described: D) {
  const { minLength = 1 } = described;
  const parse = (value: string) => {
    if (value.length < minLength) throw new WrongValue(`must have at least ${minLength} characters`);
    return new Secret(value);
  };
  return variable(described, { type: 'a secret', secret: true, parse });
}

/** Several values of one kind in one variable. */
export function listOf<T, F extends string | undefined>(
  item: Variable<T, F>,
  separator: string,
  type: string,
): Variable<readonly T[], F> {
  const parse = (value: string) =>
    value
      .split(separator)
      .map((part) => part.trim())
      .filter((part) => part !== '')
      .map((part) => item.parse(part));
  return { ...item, type, parse };
}

/** The variable's own value or, written as the given word, null. */
export function orWord<T, F extends string | undefined>(word: string, item: Variable<T, F>): Variable<T | null, F> {
  const parse = (value: string) => (value.toLowerCase() === word ? null : item.parse(value));
  return { ...item, type: `${item.type}, or ${word}`, parse };
}

/** A variable with a reading of its own. */
export function custom<T, const D extends Described>(
  described: D,
  type: string,
  parse: (text: string) => T,
): Variable<T, DefaultOf<D>> {
  return variable(described, { type, parse });
}
