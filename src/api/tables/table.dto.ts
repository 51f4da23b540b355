import { TABLE_KINDS } from '../../common/snapshot.js';
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

/** A unique constraint. */
export class UniqueDto {
  @ShownText({ nullable: true })
  readonly name!: string | null;

  @ShownTexts()
  readonly columns!: readonly string[];
}

/** A check constraint. */
export class CheckDto {
  @ShownText({ nullable: true })
  readonly name!: string | null;

  @ShownText()
  readonly expression!: string;
}

/** A column or an expression of an index. */
export class IndexPartDto {
  @ShownText({ nullable: true })
  readonly column!: string | null;

  @ShownText({ nullable: true })
  readonly expression!: string | null;

  @ShownFlag()
  readonly descending!: boolean;
}

/** An index. */
export class IndexDto {
  @ShownText()
  readonly name!: string;

  @ShownFlag()
  readonly unique!: boolean;

  @ShownFlag()
  readonly primary!: boolean;

  @ShownThings(() => IndexPartDto)
  readonly parts!: readonly IndexPartDto[];

  @ShownText({ nullable: true, example: 'btree' })
  readonly method!: string | null;

  @ShownText({ nullable: true, description: 'The condition of a partial index' })
  readonly predicate!: string | null;
}

/** Keys, constraints and indexes as captured; foreign keys are relationships. */
export class TableStructureDto {
  @ShownText({ nullable: true })
  readonly primaryKeyName!: string | null;

  @ShownTexts({ description: 'Columns in key order' })
  readonly primaryKey!: readonly string[];

  @ShownThings(() => UniqueDto)
  readonly uniques!: readonly UniqueDto[];

  @ShownThings(() => CheckDto)
  readonly checks!: readonly CheckDto[];

  @ShownThings(() => IndexDto)
  readonly indexes!: readonly IndexDto[];
}

/** A table, view or the like of a source. */
export class TableDto {
  @ShownInt()
  readonly id!: number;

  @ShownUuid()
  readonly sqlDbId!: string;

  @ShownText()
  readonly schema!: string;

  @ShownText()
  readonly name!: string;

  @ShownChoice(TABLE_KINDS)
  readonly kind!: string;

  @ShownText({ nullable: true, description: "The source's own" })
  readonly comment!: string | null;

  @ShownText({ nullable: true, description: 'Written by people' })
  readonly description!: string | null;

  @ShownText({ nullable: true })
  readonly generatedComment!: string | null;

  @ShownTexts()
  readonly tags!: readonly string[];

  @ShownInt({ nullable: true, description: "From the source's statistics" })
  readonly rowEstimate!: number | null;

  @ShownInt({ description: 'Partitions folded under it' })
  readonly partitions!: number;

  @ShownInt()
  readonly columnCount!: number;

  @ShownText({ nullable: true, description: "A view's query" })
  readonly definition!: string | null;

  @ShownThing(() => TableStructureDto)
  readonly structure!: TableStructureDto;

  @ShownTime({ nullable: true, description: 'Since when the source has not had it' })
  readonly missingSince!: Date | null;

  @ShownTime({ nullable: true, description: 'Since when it could not be read' })
  readonly staleSince!: Date | null;

  @ShownText({ nullable: true, description: 'Why it could not be read' })
  readonly problem!: string | null;

  @ShownInt({ description: "Counts people's edits" })
  readonly version!: number;
}

/** A page of tables. */
export class TablePageDto {
  @ShownInt()
  readonly total!: number;

  @ShownThings(() => TableDto)
  readonly items!: readonly TableDto[];
}
