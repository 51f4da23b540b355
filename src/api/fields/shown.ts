import type { Type } from '@nestjs/common';
import { ApiProperty, type ApiPropertyOptions } from '@nestjs/swagger';

/** What an answer's field may say of itself. */
export interface ShownOptions {
  readonly nullable?: boolean;
  /** Left out where it does not apply. */
  readonly optional?: boolean;
  readonly description?: string;
  readonly example?: unknown;
}

function shown(schema: object, { optional, nullable, ...more }: ShownOptions): PropertyDecorator {
  return ApiProperty({ ...schema, ...more, ...(nullable && { nullable }), required: !optional } as ApiPropertyOptions);
}

export const ShownText = (options: ShownOptions = {}) => shown({ type: String }, options);
export const ShownTexts = (options: ShownOptions = {}) => shown({ type: [String] }, options);
export const ShownInt = (options: ShownOptions = {}) => shown({ type: 'integer' }, options);
export const ShownNumber = (options: ShownOptions = {}) => shown({ type: Number }, options);
export const ShownFlag = (options: ShownOptions = {}) => shown({ type: Boolean }, options);
export const ShownUuid = (options: ShownOptions = {}) => shown({ type: String, format: 'uuid' }, options);
export const ShownTime = (options: ShownOptions = {}) => shown({ type: String, format: 'date-time' }, options);

/** A word of a few. */
export const ShownChoice = (values: readonly string[], options: ShownOptions = {}) =>
  shown({ type: String, enum: [...values] }, options);

/** Words of a few. */
export const ShownChoices = (values: readonly string[], options: ShownOptions = {}) =>
  shown({ type: String, isArray: true, enum: [...values] }, options);

/** A thing with fields of its own. */
export const ShownThing = (thing: () => Type<unknown>, options: ShownOptions = {}) =>
  shown({ type: () => thing() }, options); // told from a class by the name that the arrow gets here
export const ShownThings = (thing: () => Type<unknown>, options: ShownOptions = {}) =>
  shown({ type: () => thing(), isArray: true }, options);

/** An object whose fields depend on the case. */
export const ShownObject = (options: ShownOptions = {}) =>
  shown({ type: 'object', additionalProperties: true }, options);
