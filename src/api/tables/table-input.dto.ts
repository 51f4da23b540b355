import { TABLE_KINDS, type TableKind } from '../../common/snapshot.js';
import { TextField, TextsField, VersionField } from '../fields/body-fields.js';
import { ListQueryDto } from '../fields/list-query.dto.js';
import { QueryChoice, QueryFlag, QueryText, QueryUuid } from '../fields/query-fields.js';

/** Which tables to list. Sorts by schema, name, kind, rowEstimate or columnCount. */
export class TableQueryDto extends ListQueryDto {
  @QueryUuid({ description: 'Of this source only' })
  readonly sqlDb?: string;

  @QueryText({ max: 500 })
  readonly schema?: string;

  @QueryChoice(TABLE_KINDS)
  readonly kind?: TableKind;

  @QueryFlag({ description: 'True: only missing ones; false: only those that are there' })
  readonly missing?: boolean;

  @QueryFlag({ description: 'True: only those that could not be read last time' })
  readonly stale?: boolean;

  @QueryText({ max: 50 })
  readonly tag?: string;
}

/** What people write of a table: what is left out stays. */
export class UpdateTableDto {
  @TextField({ max: 20_000, optional: true, nullable: true })
  readonly description?: string | null;

  @TextsField({ max: 50, optional: true })
  readonly tags?: readonly string[];

  @VersionField()
  readonly version?: number;
}
