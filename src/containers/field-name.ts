import { InvalidInputError } from '../common/errors.js';

const NAME = /^[A-Za-z][A-Za-z0-9_-]{0,63}$/;
/** Names that every object already answers to: a value under them could change what other code does. */
const TAKEN: ReadonlySet<string> = new Set(Object.getOwnPropertyNames(Object.prototype).concat('prototype'));

/** What is wrong with a field's name, or null. Names are parts of paths (`HKLIN[2].file`), of columns and of file names. */
export function fieldNameProblem(name: string): string | null {
  if (!NAME.test(name)) return 'Begin with a letter; go on with letters, digits, _ or -; at most 64 characters.';
  return TAKEN.has(name) ? 'Choose another name: every object already has this one.' : null;
}

/** @throws InvalidInputError naming every field that {@link fieldNameProblem} refuses. */
export function assertFieldNames(names: readonly string[]): void {
  const problems = names.flatMap((path) => {
    const message = fieldNameProblem(path);
    return message === null ? [] : [{ path, message }];
  });
  if (problems.length > 0) throw new InvalidInputError('These names cannot be used for fields.', problems);
}
