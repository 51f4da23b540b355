import { InvalidInputError } from '../common/errors.js';
import type { ReadScope } from './engine.js';

/** Everything of the default schemas, partitions folded. */
export const WHOLE_SCOPE: ReadScope = { schemas: [], include: [], exclude: [], partitions: false };

const literal = (text: string): string => text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, '\\$&');

/** One piece of a glob, from its start: a set, alternatives, an escape, a wildcard or plain text. */
const PIECE = /\[(!?)([^\]]+)\]|\{([^{}]*)\}|\\(.)|(\*+)|(\?)|([^[{\\*?]+|.)/gsu;

/**
 * A glob over names of tables: `*` any text, `?` any one character, `[abc]`, `[!abc]`, `[a-z]`, `{one,two}`, `\` escapes.
 * Not a glob over paths: names hold slashes, leading dots and line ends as they like.
 * @throws InvalidInputError for a set such as `[z-a]`
 */
export function globToRegExp(glob: string): RegExp {
  let source = '';
  for (const [, not, set, alternatives, escaped, stars, one, text] of glob.matchAll(PIECE)) {
    if (set !== undefined) source += `[${not ? '^' : ''}${set.replaceAll(/[\\^[\]]/g, '\\$&')}]`;
    else if (alternatives !== undefined) source += `(?:${alternatives.split(',').map(literal).join('|')})`;
    else if (stars !== undefined) source += '.*';
    else if (one !== undefined) source += '.';
    else source += literal(escaped ?? text ?? '');
  }
  try {
    return new RegExp(`^${source}$`, 'su');
  } catch {
    throw new InvalidInputError(`"${glob}" is no pattern for names: check its [sets].`);
  }
}

function anyOf(globs: readonly string[]): (text: string) => boolean {
  const expressions = globs.map(globToRegExp);
  return (text) => expressions.some((expression) => expression.test(text));
}

/**
 * Whether a table is in scope by the include and exclude globs, each held against `name` and `schema.name`.
 * Which schemas are read is the engine's part (`scope.schemas`).
 */
export function scopeFilter(scope: ReadScope): (schema: string, name: string) => boolean {
  if (scope.include.length === 0 && scope.exclude.length === 0) return () => true;
  const included = scope.include.length === 0 ? () => true : anyOf(scope.include);
  const excluded = anyOf(scope.exclude);
  return (schema, name) => {
    const full = `${schema}.${name}`;
    return (included(name) || included(full)) && !excluded(name) && !excluded(full);
  };
}
