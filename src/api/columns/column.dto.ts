import { DATA_FORMATS } from '../../common/snapshot.js';
import {
  ShownChoice,
  ShownFlag,
  ShownInt,
  ShownText,
  ShownTexts,
  ShownThing,
  ShownThings,
  ShownTime,
  ShownUuid,
} from '../fields/shown.js';

/** The table that a column belongs to. */
export class ColumnTableDto {
  @ShownInt()
  readonly id!: number;

  @ShownText()
  readonly schema!: string;

  @ShownText()
  readonly name!: string;
}

/** How a column is computed. */
export class GeneratedDto {
  @ShownText({ nullable: true })
  readonly expression!: string | null;

  @ShownFlag()
  readonly stored!: boolean;
}

/** A column of a table. */
export class ColumnDto {
  @ShownInt()
  readonly id!: number;

  @ShownUuid()
  readonly sqlDbId!: string;

  @ShownThing(() => ColumnTableDto)
  readonly table!: ColumnTableDto;

  @ShownText({ description: 'Byte for byte as the source has it' })
  readonly originalColumnName!: string;

  @ShownText({ description: 'The name people give it' })
  readonly columnName!: string;

  @ShownInt({ description: '1-based' })
  readonly ordinal!: number;

  @ShownText({ description: 'Verbatim', example: 'decimal(12,2) unsigned' })
  readonly nativeType!: string;

  @ShownChoice(DATA_FORMATS)
  readonly dataFormat!: string;

  @ShownInt({ nullable: true })
  readonly length!: number | null;

  @ShownInt({ nullable: true })
  readonly precision!: number | null;

  @ShownInt({ nullable: true })
  readonly scale!: number | null;

  @ShownFlag()
  readonly nullable!: boolean;

  @ShownText({ nullable: true, description: "The expression in the source's own SQL" })
  readonly defaultValue!: string | null;

  @ShownChoice(['always', 'by default', 'auto_increment'], { nullable: true })
  readonly identity!: string | null;

  @ShownThing(() => GeneratedDto, { nullable: true })
  readonly generated!: GeneratedDto | null;

  @ShownTexts({ nullable: true })
  readonly enumValues!: readonly string[] | null;

  @ShownText({ nullable: true })
  readonly collation!: string | null;

  @ShownText({ nullable: true, description: "The source's own" })
  readonly comment!: string | null;

  @ShownText({ nullable: true, description: 'Written by people' })
  readonly description!: string | null;

  @ShownText({ nullable: true })
  readonly generatedComment!: string | null;

  @ShownText({ nullable: true, description: 'What its values mean; written by people' })
  readonly valueDescription!: string | null;

  @ShownText({ nullable: true, example: 'PK' })
  readonly pkField!: string | null;

  @ShownText({ nullable: true, example: 'customer.id' })
  readonly fkField!: string | null;

  @ShownTime({ nullable: true })
  readonly missingSince!: Date | null;

  @ShownInt({ description: "Counts people's edits" })
  readonly version!: number;
}

/** A page of columns. */
export class ColumnPageDto {
  @ShownInt()
  readonly total!: number;

  @ShownThings(() => ColumnDto)
  readonly items!: readonly ColumnDto[];
}
