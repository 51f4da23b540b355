import { ROLES } from '../../common/actor.js';
import { declarationProblemsOf } from '../../containers/declaration.js';
import type { ObjectSchema, Schema } from '../../containers/schema.js';
import type { TaskDefinition } from '../task.js';

/** kebab-case, as long as the job's column. */
const NAME = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;
const NAME_LENGTH = 100;
const INDICATOR_KINDS: readonly string[] = ['number', 'text', 'flag'];

/** Everything that a definition lacks or has wrong, as sentences for its author; none when it is complete. */
export function definitionProblems(definition: Partial<TaskDefinition> | undefined): string[] {
  const { name, title, description, role, maxRunMs, concurrency } = definition ?? {};
  if (typeof name !== 'string' || !NAME.test(name) || name.length > NAME_LENGTH) return ['it needs a kebab-case name'];
  const problems: string[] = [];
  if (!title?.trim()) problems.push('it needs a title');
  if (!description?.trim()) problems.push('it needs a description');
  if (!role || !ROLES.includes(role)) problems.push(`its role must be one of ${ROLES.join(', ')}`);
  if (maxRunMs !== undefined && !(maxRunMs > 0)) problems.push('its maxRunMs must be above 0');
  if (concurrency !== undefined && !(Number.isInteger(concurrency) && concurrency > 0)) {
    problems.push('its concurrency must be a whole number above 0');
  }
  for (const part of ['inputs', 'outputs', 'indicators'] as const) {
    problems.push(...schemaProblems(part, definition?.[part]));
  }
  return problems.concat(nestedIndicators(definition?.indicators));
}

function schemaProblems(part: string, schema: ObjectSchema | undefined): string[] {
  if (schema?.kind !== 'object') return [`it needs ${part}: an object schema, without fields if there are none`];
  const declared = declarationProblemsOf(schema).map(({ path, message }) => `${part}.${path}: ${message}`);
  return declared.concat(unlabelled(schema, part).map((path) => `${path}: it needs a label`));
}

/** The paths of fields that say nothing of themselves to people. */
function unlabelled(schema: ObjectSchema, path: string): string[] {
  return Object.entries(schema.fields).flatMap(([name, field]) => {
    const here = `${path}.${name}`;
    return [...(field.label?.trim() ? [] : [here]), ...below(field, here)];
  });
}

function below(field: Schema, path: string): string[] {
  if (field.kind === 'object') return unlabelled(field, path);
  return field.kind === 'list' ? below(field.of, `${path}[]`) : [];
}

function nestedIndicators(schema: ObjectSchema | undefined): string[] {
  return Object.entries(schema?.fields ?? {}).flatMap(([name, { kind }]) =>
    INDICATOR_KINDS.includes(kind) ? [] : [`indicators.${name}: it must be a number, a text or a flag`],
  );
}
