import { check, field, type FieldOptions } from './check.js';

/** An object whose fields depend on the case, and are checked by whoever takes it. */
export function ObjectField(options: FieldOptions = {}): PropertyDecorator {
  const holds = (value: unknown): boolean => typeof value === 'object' && value !== null && !Array.isArray(value);
  return field(options, { type: 'object', additionalProperties: true }, check('object', holds, 'must be an object'));
}
