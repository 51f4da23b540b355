import { applyDecorators } from '@nestjs/common';
import type { ApiPropertyOptions } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { check, field, type FieldOptions } from './check.js';

const INSTANT = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2}))?$/;

/** An instant, or a day (its beginning in UTC), in a body or a query; the property is a Date. */
export function InstantField(options: FieldOptions = {}): PropertyDecorator {
  const message = 'must be a time such as 2027-01-31T12:00:00Z, or a day such as 2027-01-31';
  const rule = check('instant', (value) => value instanceof Date && !Number.isNaN(value.getTime()), message);
  const schema: ApiPropertyOptions = { type: String, format: 'date-time' };
  const read = Transform(({ value }: { value: unknown }) =>
    typeof value === 'string' && INSTANT.test(value) ? new Date(value) : value,
  );
  return applyDecorators(read, field(options, schema, rule));
}
