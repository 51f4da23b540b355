import { RELATIONSHIP_KINDS } from '../../catalogue/relationship/relationship.entity.js';
import {
  ShownChoice,
  ShownFlag,
  ShownInt,
  ShownText,
  ShownThing,
  ShownThings,
  ShownTime,
  ShownUuid,
} from '../fields/shown.js';

/** A table at one end of a relationship. */
export class RelationshipEndDto {
  @ShownInt({ nullable: true, description: 'Null: it is not catalogued' })
  readonly id!: number | null;

  @ShownText()
  readonly schema!: string;

  @ShownText()
  readonly name!: string;
}

/** A pair of columns. */
export class RelationshipPairDto {
  @ShownInt({ description: '1-based' })
  readonly position!: number;

  @ShownText()
  readonly sourceColumn!: string;

  @ShownText()
  readonly targetColumn!: string;

  @ShownInt({ nullable: true })
  readonly sourceColumnId!: number | null;

  @ShownInt({ nullable: true })
  readonly targetColumnId!: number | null;
}

/** A foreign key, declared or drawn by a person. */
export class RelationshipDto {
  @ShownInt()
  readonly id!: number;

  @ShownUuid()
  readonly sqlDbId!: string;

  @ShownText({ nullable: true })
  readonly constraintName!: string | null;

  @ShownChoice(RELATIONSHIP_KINDS)
  readonly kind!: string;

  @ShownThing(() => RelationshipEndDto)
  readonly sourceTable!: RelationshipEndDto;

  @ShownThing(() => RelationshipEndDto)
  readonly targetTable!: RelationshipEndDto;

  @ShownFlag({ description: 'Whether it leads to something outside the catalogue' })
  readonly outside!: boolean;

  @ShownThings(() => RelationshipPairDto, { description: 'In the order of the key' })
  readonly pairs!: readonly RelationshipPairDto[];

  @ShownText({ example: 'NO ACTION' })
  readonly onUpdate!: string;

  @ShownText({ example: 'CASCADE' })
  readonly onDelete!: string;

  @ShownFlag()
  readonly deferrable!: boolean;

  @ShownTime({ nullable: true })
  readonly missingSince!: Date | null;

  @ShownText({ nullable: true, description: 'Written by people' })
  readonly description!: string | null;

  @ShownInt({ description: "Counts people's edits" })
  readonly version!: number;
}

/** A page of relationships. */
export class RelationshipPageDto {
  @ShownInt()
  readonly total!: number;

  @ShownThings(() => RelationshipDto)
  readonly items!: readonly RelationshipDto[];
}

/** Relationships of a table both ways. */
export class TableRelationshipsDto {
  @ShownThings(() => RelationshipDto)
  readonly outgoing!: readonly RelationshipDto[];

  @ShownThings(() => RelationshipDto)
  readonly incoming!: readonly RelationshipDto[];
}
