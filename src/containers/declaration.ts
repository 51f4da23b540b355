import type { FieldProblem } from '../common/errors.js';
import { fieldNameProblem } from './field-name.js';
import { fieldPath, ProblemFinder, shown } from './problem-finder.js';
import type { FileSchema, ObjectSchema, Schema, TextSchema } from './schema.js';
import { problemsOf } from './validate.js';

/** Deeper than any form can show. */
const MAX_DEPTH = 16;
const MIME = /^[a-z0-9*][\w.+*-]*\/[\w.+*-]+$/i;
const EXTENSION = /^(\.[A-Za-z0-9_-]{1,20}){1,3}$/;

/** What is wrong with a declaration itself, such as a default that its own rules refuse; for the proof at boot. */
export function declarationProblemsOf(schema: ObjectSchema): FieldProblem[] {
  const finder = new ProblemFinder();
  check(schema, '', 0, finder);
  return finder.problems;
}

function check(schema: Schema, path: string, depth: number, finder: ProblemFinder): void {
  if (!finder.visit(path)) return;
  if (depth > MAX_DEPTH) return finder.add(path, `Declare at most ${MAX_DEPTH} levels.`);
  switch (schema.kind) {
    case 'object':
      for (const [name, field] of Object.entries(schema.fields)) {
        const here = fieldPath(path, shown(name));
        const message = fieldNameProblem(name);
        if (message !== null) finder.add(here, message);
        check(field, here, depth + 1, finder);
      }
      return;
    case 'list':
      checkBounds(schema.minItems, schema.maxItems, path, finder);
      return check(schema.of, `${path}[0]`, depth + 1, finder);
    case 'file':
      return checkFile(schema, path, finder);
    case 'text':
      if (!checkText(schema, path, finder)) return;
      break;
    case 'number':
      checkBounds(schema.min, schema.max, path, finder);
  }
  if (schema.default === undefined) return;
  for (const { message } of problemsOf(schema, schema.default)) finder.add(path, `The default is refused: ${message}`);
}

function checkBounds(low: number | undefined, high: number | undefined, path: string, finder: ProblemFinder): void {
  if (low !== undefined && high !== undefined && low > high) finder.add(path, 'Declare a minimum below the maximum.');
}

/** False when its values cannot even be checked. */
function checkText(schema: TextSchema, path: string, finder: ProblemFinder): boolean {
  checkBounds(schema.minLength, schema.maxLength, path, finder);
  const { choices } = schema;
  if (choices !== undefined && (choices.length === 0 || new Set(choices).size < choices.length)) {
    finder.add(path, 'Declare at least one choice, and none of them twice.');
  }
  try {
    new RegExp(schema.pattern ?? '', 'u');
    return true;
  } catch {
    finder.add(path, 'Declare a pattern that is a regular expression.');
    return false;
  }
}

function checkFile(schema: FileSchema, path: string, finder: ProblemFinder): void {
  if (!MIME.test(schema.type)) finder.add(path, 'Declare a MIME type, such as text/csv.');
  if (schema.extension !== undefined && !EXTENSION.test(schema.extension)) {
    finder.add(path, 'Declare an extension with its dot, such as .csv.');
  }
}
