import type { ObjectSchema } from '../../containers/schema.js';
import type { IndicatorKind, IndicatorValue } from './indicator.entity.js';

/**
 * Whether a task may measure this.
 * @throws Error, for the task's author, when the key is not declared, or the value is of another kind
 */
export function assertDeclared(schema: ObjectSchema, key: string, value: IndicatorValue): void {
  const problem = indicatorProblem(schema, key, value);
  if (problem !== null) throw new Error(problem);
}

/** What is wrong with an indicator, in a sentence; null when nothing is. */
export function indicatorProblem(schema: ObjectSchema, key: string, value: IndicatorValue): string | null {
  const declared = Object.hasOwn(schema.fields, key) ? schema.fields[key] : undefined;
  if (!declared) return `The task declares no indicator "${key}".`;
  const kind = kindOf(value);
  if (declared.kind !== kind) return `The indicator "${key}" is declared as a ${declared.kind}, not as a ${kind}.`;
  if (kind === 'number' && !Number.isFinite(value)) return `The indicator "${key}" has to be a finite number.`;
  return null;
}

/** The kind of a value. */
export function kindOf(value: IndicatorValue): IndicatorKind {
  if (typeof value === 'number') return 'number';
  return typeof value === 'boolean' ? 'flag' : 'text';
}
