import { applyDecorators, type Type as ClassOf } from '@nestjs/common';
import { Type } from 'class-transformer';
import { ValidateNested } from 'class-validator';
import { isUuid } from '../ids.pipe.js';
import { check, field, isText, textMessage, type FieldOptions } from './check.js';

const MAX_LIST = 1000;

interface TextOptions extends FieldOptions {
  readonly max: number;
  readonly min?: number;
  /** Never shown again, so it is in no answer. */
  readonly writeOnly?: boolean;
}

/** A text. */
export function TextField({ max, min = 0, writeOnly, ...options }: TextOptions): PropertyDecorator {
  const schema = { type: String, maxLength: max, ...(min > 0 && { minLength: min }), ...(writeOnly && { writeOnly }) };
  return field(
    options,
    schema,
    check('text', (value) => isText(value, max, min), textMessage(max, min)),
  );
}

/** A list of texts. */
export function TextsField({ max, ...options }: FieldOptions & { readonly max: number }): PropertyDecorator {
  const holds = (value: unknown): boolean =>
    Array.isArray(value) && value.length <= MAX_LIST && value.every((item) => isText(item, max));
  const message = `must be a list of at most ${MAX_LIST} texts of at most ${max} characters`;
  const schema = { type: 'array' as const, items: { type: 'string' as const, maxLength: max }, maxItems: MAX_LIST };
  return field(options, schema, check('texts', holds, message));
}

/** One of a few words. */
export function ChoiceField(values: readonly string[], options: FieldOptions = {}): PropertyDecorator {
  const holds = (value: unknown): boolean => values.includes(value as string);
  return field(
    options,
    { type: String, enum: [...values] },
    check('choice', holds, `must be one of ${values.join(', ')}`),
  );
}

/** Some of a few words. */
export function ChoicesField(values: readonly string[], options: FieldOptions = {}): PropertyDecorator {
  const holds = (value: unknown): boolean =>
    Array.isArray(value) && value.length <= values.length && value.every((item) => values.includes(item as string));
  const message = `must be some of ${values.join(', ')}`;
  return field(options, { type: String, isArray: true, enum: [...values] }, check('choices', holds, message));
}

/** A whole number. */
export function IntField({
  min,
  max,
  ...options
}: FieldOptions & { readonly min: number; readonly max: number }): PropertyDecorator {
  const holds = (value: unknown): boolean => isInt(value, min, max);
  const schema = { type: 'integer' as const, minimum: min, maximum: max };
  return field(options, schema, check('int', holds, `must be a whole number from ${min} to ${max}`));
}

/** An id of a table, a column or the like. */
export function NumberIdField(options: FieldOptions = {}): PropertyDecorator {
  return IntField({ min: 1, max: 2_147_483_647, ...options });
}

/** A list of such ids. */
export function NumberIdsField({ most, ...options }: FieldOptions & { readonly most: number }): PropertyDecorator {
  const holds = (value: unknown): boolean =>
    Array.isArray(value) && value.length <= most && value.every((id) => isInt(id, 1, 2_147_483_647));
  const schema = { type: 'array' as const, items: { type: 'integer' as const, minimum: 1 }, maxItems: most };
  return field(options, schema, check('ids', holds, `must be a list of at most ${most} ids`));
}

/** The version of what is edited, as the editor saw it; `If-Match` may say it instead. */
export function VersionField(): PropertyDecorator {
  const description = 'As the editor saw it; `If-Match` may say it instead. An older one is refused (412).';
  return IntField({ min: 0, max: 2_147_483_647, optional: true, description, example: 1 });
}

/** Yes or no. */
export function FlagField(options: FieldOptions = {}): PropertyDecorator {
  return field(
    options,
    { type: Boolean },
    check('flag', (value) => typeof value === 'boolean', 'must be true or false'),
  );
}

/** A UUID. */
export function UuidField(options: FieldOptions = {}): PropertyDecorator {
  return field(options, { type: String, format: 'uuid' }, check('uuid', isUuid, 'must be an id (a UUID)'));
}

/** A list of things that have fields of their own. */
export function ThingsField(
  thing: () => ClassOf<unknown>,
  { most, ...options }: FieldOptions & { readonly most: number },
): PropertyDecorator {
  const holds = (value: unknown): boolean =>
    Array.isArray(value) &&
    value.length > 0 &&
    value.length <= most &&
    value.every((one) => typeof one === 'object' && one !== null && !Array.isArray(one));
  return applyDecorators(
    field(options, { type: () => thing(), isArray: true, minItems: 1, maxItems: most }),
    check('things', holds, `must be a list of 1 to ${most}`),
    ValidateNested({ each: true }),
    Type(thing),
  );
}

function isInt(value: unknown, min: number, max: number): boolean {
  return Number.isInteger(value) && Number(value) >= min && Number(value) <= max;
}
