import { InvalidInputError, type FieldProblem } from '../common/errors.js';
import { nearest } from '../common/text.js';
import {
  attributeProblems,
  FILE_ATTRIBUTES,
  leavesHole,
  MAX_GUESSED,
  numberProblem,
  textProblem,
} from './leaf-problems.js';
import { fieldPath, ProblemFinder, shown } from './problem-finder.js';
import { filled } from './fill.js';
import { isRecord, own } from './raw.js';
import type { FileSchema, ListSchema, ObjectSchema, Schema, ValueOf } from './schema.js';

/** How long a list may be where its schema says nothing. */
export const MAX_ITEMS = 10_000;

export interface ValidateOptions {
  /** Whether a file may be named by its path. Only where the input comes from this machine's own code or terminal: else anyone could have any file of the server read. */
  readonly localFiles?: boolean;
  /** Whether what is required may still be missing. */
  readonly draft?: boolean;
}

/** Everything that is wrong with an input, each with its path (`HKLIN[2].file`) and what to do; at most 100. Never throws, whatever was parsed from JSON. */
export function problemsOf(schema: Schema, raw: unknown, options: ValidateOptions = {}): FieldProblem[] {
  const finder = new ProblemFinder();
  check(schema, raw, '', finder, options);
  return finder.problems;
}

/**
 * The input as the schema's value, defaults filled in.
 *
 * @throws InvalidInputError naming every problem of {@link problemsOf}.
 */
export function parsed<const S extends Schema>(schema: S, raw: unknown, options: ValidateOptions = {}): ValueOf<S> {
  const problems = problemsOf(schema, raw, { ...options, draft: false });
  if (problems.length > 0) throw new InvalidInputError(summary(problems), problems);
  return filled(schema, raw) as ValueOf<S>;
}

/** One line on all of it, for those who see no list. */
export function summary(problems: readonly FieldProblem[]): string {
  const [first] = problems;
  if (first === undefined) return 'All is well.';
  const rest = problems.length === 1 ? '' : ` ${problems.length - 1} more to correct.`;
  return `${first.path === '' ? '' : `${first.path}: `}${first.message}${rest}`;
}

function check(schema: Schema, raw: unknown, path: string, finder: ProblemFinder, options: ValidateOptions): void {
  if (!finder.visit(path)) return;
  if (raw === undefined || raw === null) return checkAbsent(schema, path, finder, options);
  switch (schema.kind) {
    case 'text':
      return note(finder, path, textProblem(schema, raw));
    case 'number':
      return note(finder, path, numberProblem(schema, raw));
    case 'flag':
      return note(finder, path, typeof raw === 'boolean' ? null : 'Give true or false.');
    case 'file':
      return checkFile(schema, raw, path, finder, options);
    case 'list':
      return checkList(schema, raw, path, finder, options);
    case 'object':
      return checkObject(schema, raw, path, finder, options);
  }
}

function checkAbsent(schema: Schema, path: string, finder: ProblemFinder, options: ValidateOptions): void {
  if (schema.optional || options.draft) return;
  if (schema.kind === 'object') return checkObject(schema, {}, path, finder, options);
  if (schema.kind === 'list') return checkList(schema, [], path, finder, options);
  if (schema.kind === 'file') return finder.add(path, fileWanted(options));
  if (schema.default === undefined) finder.add(path, 'Give a value: this is required.');
}

function checkFile(
  schema: FileSchema,
  raw: unknown,
  path: string,
  finder: ProblemFinder,
  options: ValidateOptions,
): void {
  if (!isRecord(raw)) return finder.add(path, fileWanted(options));
  checkUnknown(raw, FILE_ATTRIBUTES, path, finder);
  for (const { attribute, message } of attributeProblems(schema, raw)) finder.add(fieldPath(path, attribute), message);
  if (!options.localFiles && own(raw, 'path') != null) {
    finder.add(fieldPath(path, 'path'), 'Leave it out: name a registered file by its id.');
  }
  const named = own(raw, 'id') != null || (options.localFiles === true && own(raw, 'path') != null);
  if (!named && !options.draft) finder.add(path, fileWanted(options));
}

function fileWanted(options: ValidateOptions): string {
  return options.localFiles ? 'Give a file: its id or its path.' : 'Give a registered file: {"id": "…"}.';
}

function checkList(
  schema: ListSchema,
  raw: unknown,
  path: string,
  finder: ProblemFinder,
  options: ValidateOptions,
): void {
  if (!Array.isArray(raw)) return finder.add(path, 'Give a list.');
  const { minItems = 0, maxItems = MAX_ITEMS } = schema;
  if (raw.length < minItems && !options.draft) finder.add(path, `Give at least ${items(minItems)}.`);
  if (raw.length > maxItems) return finder.add(path, `Give at most ${items(maxItems)}; these are ${raw.length}.`);
  for (let index = 0; index < raw.length && !finder.full; index++) {
    const item: unknown = raw[index];
    checkItem(schema.of, item, `${path}[${index}]`, finder, options);
  }
}

function checkItem(schema: Schema, raw: unknown, path: string, finder: ProblemFinder, options: ValidateOptions): void {
  const hole = leavesHole(schema) || (schema.optional && !options.draft);
  if (raw == null && hole) return finder.add(path, 'Give a value, or take the item out.');
  check(schema, raw, path, finder, options);
}

function checkObject(
  schema: ObjectSchema,
  raw: unknown,
  path: string,
  finder: ProblemFinder,
  options: ValidateOptions,
): void {
  if (!isRecord(raw)) return finder.add(path, 'Give an object with named fields.');
  const names = Object.keys(schema.fields);
  checkUnknown(raw, names, path, finder);
  for (const name of names) {
    const field = schema.fields[name];
    if (field !== undefined) check(field, own(raw, name), fieldPath(path, name), finder, options);
  }
}

function checkUnknown(
  raw: Readonly<Record<string, unknown>>,
  known: readonly string[],
  path: string,
  finder: ProblemFinder,
): void {
  for (const name of Object.keys(raw)) {
    if (known.includes(name)) continue;
    if (finder.full) return;
    const meant = name.length <= MAX_GUESSED ? nearest(name, known) : null;
    const advice =
      meant === null ? `Leave it out; known are: ${known.join(', ') || 'none'}.` : `Did you mean ${meant}?`;
    finder.add(fieldPath(path, shown(name)), `There is no such field. ${advice}`);
  }
}

function note(finder: ProblemFinder, path: string, message: string | null): void {
  if (message !== null) finder.add(path, message);
}

function items(count: number): string {
  return count === 1 ? '1 item' : `${count} items`;
}
