import { Entity } from 'typeorm';
import { Double, LongText, PrimaryText, PrimaryUuid, ShortText } from '../../persistence/columns.js';

export type IndicatorKind = 'number' | 'text' | 'flag';
export type IndicatorValue = number | string | boolean;

/** One measured value of a job: a number, a text or a flag, by its name. */
@Entity('indicator')
export class Indicator {
  @PrimaryUuid()
  jobId!: string;

  @PrimaryText(120)
  name!: string;

  @ShortText(8)
  kind!: IndicatorKind;

  /** Of a number; 1 or 0 of a flag. */
  @Double({ nullable: true })
  numberValue!: number | null;

  /** Of a text. */
  @LongText({ nullable: true })
  textValue!: string | null;
}
