import { ApiProperty } from '@nestjs/swagger';
import { QueryInt } from '../fields/query-fields.js';
import { ShownChoice, ShownNumber, ShownText, ShownThings, ShownTime, ShownUuid } from '../fields/shown.js';

/** A number, a text or a flag. */
const ShownValue = (nullable = false) =>
  ApiProperty({ oneOf: [{ type: 'number' }, { type: 'string' }, { type: 'boolean' }], nullable });

/** How many runs a series goes back. */
export class IndicatorQueryDto {
  @QueryInt({ min: 1, max: 200, byDefault: 30, description: 'Runs at most, this one included' })
  readonly runs?: number;
}

/** A value at one run. */
export class IndicatorPointDto {
  @ShownUuid()
  readonly jobId!: string;

  @ShownText()
  readonly number!: string;

  @ShownTime()
  readonly at!: Date;

  @ShownValue()
  readonly value!: number | string | boolean;
}

/** One indicator of a job and its history. */
export class IndicatorDto {
  @ShownText({ example: 'tables' })
  readonly name!: string;

  @ShownText({ example: 'Tables' })
  readonly label!: string;

  @ShownText({ nullable: true, example: 'ms' })
  readonly unit!: string | null;

  @ShownChoice(['number', 'text', 'flag'])
  readonly kind!: string;

  @ShownValue()
  readonly value!: number | string | boolean;

  @ShownValue(true)
  readonly previous!: number | string | boolean | null;

  @ShownNumber({ nullable: true, description: 'Of a number: how far it moved since the run before' })
  readonly change!: number | null;

  @ShownThings(() => IndicatorPointDto, { description: 'Completed runs up to this one, oldest first' })
  readonly points!: readonly IndicatorPointDto[];
}

/** What a job measured. */
export class IndicatorListDto {
  @ShownThings(() => IndicatorDto, { description: 'In the order of their names' })
  readonly indicators!: readonly IndicatorDto[];
}
