import { applyDecorators } from '@nestjs/common';
import type { ApiPropertyOptions } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { isUuid } from '../ids.pipe.js';
import { check, field, isText, textMessage, type FieldOptions } from './check.js';

/** Everything of a query may be left out and comes as text: `read` makes a value of it, or leaves it to be refused. */
function queryField(
  options: FieldOptions,
  schema: ApiPropertyOptions,
  read: (text: string) => unknown,
  rule: PropertyDecorator,
): PropertyDecorator {
  const transform = Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? read(value) : value));
  return applyDecorators(transform, field({ ...options, optional: true }, schema, rule));
}

const asIs = (text: string): string => text;

/** A text. */
export function QueryText({ max = 200, ...options }: FieldOptions & { readonly max?: number } = {}): PropertyDecorator {
  const rule = check('text', (value) => isText(value, max), textMessage(max));
  return queryField(options, { type: String, maxLength: max }, asIs, rule);
}

/** One of a few words. */
export function QueryChoice(values: readonly string[], options: FieldOptions = {}): PropertyDecorator {
  const rule = check('choice', (value) => values.includes(value as string), `must be one of ${values.join(', ')}`);
  return queryField(options, { type: String, enum: [...values] }, asIs, rule);
}

/** A whole number. */
export function QueryInt({
  min,
  max,
  byDefault,
  ...options
}: FieldOptions & { readonly min: number; readonly max: number; readonly byDefault?: number }): PropertyDecorator {
  const holds = (value: unknown): boolean => Number.isInteger(value) && Number(value) >= min && Number(value) <= max;
  const rule = check('int', holds, `must be a whole number from ${min} to ${max}`);
  const schema = { type: 'integer' as const, minimum: min, maximum: max, default: byDefault };
  return queryField(options, schema, (text) => (/^-?\d{1,10}$/.test(text) ? Number(text) : text), rule);
}

/** `true` or `false`. */
export function QueryFlag(options: FieldOptions = {}): PropertyDecorator {
  const rule = check('flag', (value) => typeof value === 'boolean', 'must be true or false');
  const read = (text: string): unknown => (text === 'true' ? true : text === 'false' ? false : text);
  return queryField(options, { type: Boolean }, read, rule);
}

/** A UUID. */
export function QueryUuid(options: FieldOptions = {}): PropertyDecorator {
  const rule = check('uuid', isUuid, 'must be an id (a UUID)');
  return queryField(options, { type: String, format: 'uuid' }, (text) => text.toLowerCase(), rule);
}
