import { RELATIONSHIP_KINDS, type RelationshipKind } from '../../catalogue/relationship/relationship.entity.js';
import { NumberIdField, TextField, ThingsField, VersionField } from '../fields/body-fields.js';
import { ListQueryDto } from '../fields/list-query.dto.js';
import { QueryChoice, QueryFlag, QueryInt, QueryUuid } from '../fields/query-fields.js';

const NOTE = { max: 20_000, optional: true, nullable: true } as const;

/** Which relationships to list. Sorts by table, name, kind or target. */
export class RelationshipQueryDto extends ListQueryDto {
  @QueryUuid({ description: 'Of this source only' })
  readonly sqlDb?: string;

  @QueryInt({ min: 1, max: 2_147_483_647, description: 'With this table at either end' })
  readonly table?: number;

  @QueryChoice(RELATIONSHIP_KINDS)
  readonly kind?: RelationshipKind;

  @QueryFlag({ description: 'True: only missing ones; false: only those that are there' })
  readonly missing?: boolean;

  @QueryFlag({ description: 'True: only those that lead outside the catalogue' })
  readonly outside?: boolean;
}

/** A pair of columns of a relationship to draw. */
export class ManualPairDto {
  @NumberIdField()
  readonly sourceColumnId!: number;

  @NumberIdField()
  readonly targetColumnId!: number;
}

/** A relationship to draw between two tables of a source. */
export class CreateRelationshipDto {
  @NumberIdField()
  readonly sourceTableId!: number;

  @NumberIdField()
  readonly targetTableId!: number;

  @ThingsField(() => ManualPairDto, { most: 64, description: 'In the order of the key' })
  readonly pairs!: readonly ManualPairDto[];

  @TextField(NOTE)
  readonly description?: string | null;
}

/** What people write of a relationship. */
export class UpdateRelationshipDto {
  @TextField(NOTE)
  readonly description?: string | null;

  @VersionField()
  readonly version?: number;
}
