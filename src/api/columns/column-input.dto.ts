import { DATA_FORMATS, type DataFormat } from '../../common/snapshot.js';
import { TextField, VersionField } from '../fields/body-fields.js';
import { ListQueryDto } from '../fields/list-query.dto.js';
import { QueryChoice, QueryFlag, QueryInt, QueryUuid } from '../fields/query-fields.js';

/** Which columns of a table to list. Sorts by position, name or dataFormat. */
export class ColumnOfTableQueryDto extends ListQueryDto {
  @QueryChoice(DATA_FORMATS)
  readonly dataFormat?: DataFormat;

  @QueryFlag({ description: 'True: only missing ones; false: only those that are there' })
  readonly missing?: boolean;

  @QueryChoice(['pk', 'fk'], { description: 'Only parts of a primary key, or of a foreign one' })
  readonly key?: 'pk' | 'fk';
}

/** Which columns to list. */
export class ColumnQueryDto extends ColumnOfTableQueryDto {
  @QueryUuid({ description: 'Of this source only' })
  readonly sqlDb?: string;

  @QueryInt({ min: 1, max: 2_147_483_647, description: 'Of this table only' })
  readonly table?: number;
}

/** What people write of a column: what is left out stays. */
export class UpdateColumnDto {
  @TextField({ max: 500, optional: true, description: "Empty: the source's own name again" })
  readonly columnName?: string;

  @TextField({ max: 20_000, optional: true, nullable: true })
  readonly description?: string | null;

  @TextField({ max: 20_000, optional: true, nullable: true })
  readonly valueDescription?: string | null;

  @VersionField()
  readonly version?: number;
}
