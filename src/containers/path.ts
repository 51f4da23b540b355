import { InvalidInputError } from '../common/errors.js';
import { shown } from './problem-finder.js';
import type { Fields, ListSchema, ObjectSchema, Schema } from './schema.js';

/** Every path of a schema: `HKLIN`, `` `HKLIN[${number}]` ``, `` `HKLIN[${number}].file` ``. */
export type PathOf<S> = S extends ObjectSchema<infer F> ? FieldPath<F> : never;
type FieldPath<F extends Fields> = string extends keyof F
  ? string
  : { [K in keyof F & string]: K | `${K}${Below<F[K]>}` }[keyof F & string];
type Below<S> = [Schema] extends [S]
  ? string
  : S extends ListSchema<infer I>
    ? `[${number}]` | `[${number}]${Below<I>}`
    : S extends ObjectSchema
      ? `.${PathOf<S>}`
      : never;

/** The schema that a path leads to. */
export type SchemaAt<S, P extends string> = P extends `${infer Head}.${infer Tail}`
  ? SchemaAt<AtStep<S, Head>, Tail>
  : AtStep<S, P>;
type AtStep<S, P extends string> = P extends `${infer Head}[${string}]${infer Tail}`
  ? AtStep<ItemOf<Head extends '' ? S : FieldOf<S, Head>>, Tail>
  : P extends ''
    ? S
    : FieldOf<S, P>;
type FieldOf<S, K extends string> =
  S extends ObjectSchema<infer F> ? (string extends keyof F ? Schema : K extends keyof F ? F[K] : never) : never;
type ItemOf<S> = S extends ListSchema<infer I> ? I : never;

const MAX_PATH = 1024;
const STEP = /(?:^|\.)([A-Za-z][A-Za-z0-9_-]*)|\[(\d{1,6})\]/y;

/**
 * `HKLIN[2].file` as `['HKLIN', 2, 'file']`.
 *
 * @throws InvalidInputError when it is not such a path.
 */
export function stepsOf(path: string): (string | number)[] {
  const steps: (string | number)[] = [];
  const bad = path.length > MAX_PATH || path === '' || path.startsWith('.');
  for (let at = 0; !bad && at < path.length; at = STEP.lastIndex) {
    STEP.lastIndex = at;
    const match = STEP.exec(path);
    if (match === null) return refused(path);
    steps.push(match[1] ?? Number(match[2]));
  }
  return bad ? refused(path) : steps;
}

function refused(path: string): never {
  throw new InvalidInputError(`“${shown(path)}” is not a path. Write fields and items such as HKLIN[2].file.`);
}
