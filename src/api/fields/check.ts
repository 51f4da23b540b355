import { applyDecorators } from '@nestjs/common';
import { ApiProperty, type ApiPropertyOptions } from '@nestjs/swagger';
import { ValidateBy, ValidateIf } from 'class-validator';

/** What every field of a body or a query may say of itself. */
export interface FieldOptions {
  /** Whether it may be left out. */
  readonly optional?: boolean;
  /** Whether it may be null. */
  readonly nullable?: boolean;
  readonly description?: string;
  readonly example?: unknown;
}

/** A rule of our own, with our own words; they never repeat the value. */
export function check(name: string, holds: (value: unknown) => boolean, message: string): PropertyDecorator {
  return ValidateBy({ name, validator: { validate: holds, defaultMessage: () => message } });
}

/** A field: what it is in the API's description, and the rules it must keep. */
export function field(
  { optional = false, nullable = false, description, example }: FieldOptions,
  schema: ApiPropertyOptions,
  ...rules: readonly PropertyDecorator[]
): PropertyDecorator {
  const facts = { ...schema, nullable: nullable || undefined, description, example, required: !optional };
  const given = (value: unknown): boolean => !(optional && value === undefined) && !(nullable && value === null);
  return applyDecorators(
    ApiProperty(facts as ApiPropertyOptions),
    ValidateIf((_object, value) => given(value)),
    ...rules,
  );
}

/** Whether a value is a text that every catalogue engine can keep. */
export function isText(value: unknown, max: number, min = 0): value is string {
  return typeof value === 'string' && value.length >= min && value.length <= max && !value.includes('\0');
}

/** Such as `must be a text of at most 120 characters`. */
export const textMessage = (max: number, min = 0): string =>
  `must be a text of ${min > 0 ? `${min} to ${max}` : `at most ${max}`} characters`;
