import {
  SOURCE_MODES,
  SOURCE_TLS_MODES,
  type SourceMode,
  type SourceTlsMode,
} from '../../catalogue/sql-db/sql-db.entity.js';
import { ENGINES, type Engine } from '../../common/snapshot.js';
import { ChoiceField, IntField, TextField, TextsField, UuidField, VersionField } from '../fields/body-fields.js';

const NAME = 120;
const TEXT = 20_000;
const NULLABLE = { optional: true, nullable: true } as const;

/** Where a source is, who asks, and what of it is read. Either `url` or the fields that it is taken apart into. */
export class ConnectionFieldsDto {
  @ChoiceField(ENGINES, { optional: true, description: 'Needed unless `url` says it' })
  readonly engine?: Engine;

  @TextField({ max: 8192, optional: true, writeOnly: true, example: 'mariadb://reader:secret@db.example:3306/billing' })
  readonly url?: string;

  @TextField({ max: 255, ...NULLABLE, example: 'db.example' })
  readonly host?: string | null;

  @IntField({ min: 1, max: 65_535, ...NULLABLE, description: "Null: the engine's usual one" })
  readonly port?: number | null;

  @TextField({ max: 4096, ...NULLABLE, description: 'The file of an SQLite source, on the server' })
  readonly path?: string | null;

  @TextField({ max: 255, ...NULLABLE, example: 'billing' })
  readonly database?: string | null;

  @TextsField({ max: 500, optional: true, description: "Exact names of schemas; empty: the engine's default" })
  readonly schemas?: readonly string[];

  @TextsField({ max: 500, optional: true, description: 'Globs over `name` or `schema.name`', example: ['order_*'] })
  readonly include?: readonly string[];

  @TextsField({ max: 500, optional: true, example: ['*_backup'] })
  readonly exclude?: readonly string[];

  @TextField({ max: 255, ...NULLABLE, example: 'reader' })
  readonly user?: string | null;

  @TextField({
    max: 4096,
    ...NULLABLE,
    writeOnly: true,
    description: 'Never shown. In a change: left out or empty keeps the one there is, null removes it',
  })
  readonly password?: string | null;

  @TextField({ max: 255, ...NULLABLE, description: '`env:NAME` or `file:NAME` in place of a password; for admins' })
  readonly passwordReference?: string | null;

  @ChoiceField(SOURCE_TLS_MODES, { optional: true })
  readonly tlsMode?: SourceTlsMode;

  @TextField({ max: 65_536, ...NULLABLE, description: 'PEM text of the certificate authority' })
  readonly tlsCa?: string | null;
}

/** What people say of a source, beside where it is. */
class SqlDbFieldsDto extends ConnectionFieldsDto {
  @ChoiceField(SOURCE_MODES, { optional: true })
  readonly mode?: SourceMode;

  @TextField({ max: 35, ...NULLABLE, example: 'en' })
  readonly language?: string | null;

  @TextField({ max: TEXT, ...NULLABLE })
  readonly description?: string | null;

  @TextsField({ max: 50, optional: true })
  readonly tags?: readonly string[];
}

/** A source to register. */
export class CreateSqlDbDto extends SqlDbFieldsDto {
  @TextField({ max: NAME, min: 1, example: 'Billing' })
  readonly name!: string;

  @UuidField({ ...NULLABLE, description: 'The default workspace when left out' })
  readonly workspaceId?: string | null;
}

/** Changes of a source: what is left out stays. */
export class UpdateSqlDbDto extends SqlDbFieldsDto {
  @TextField({ max: NAME, min: 1, optional: true })
  readonly name?: string;

  @UuidField({ ...NULLABLE, description: 'May be sent back as it is: a source stays in its workspace' })
  readonly workspaceId?: string | null;

  @VersionField()
  readonly version?: number;
}

/** A connection to test, saved or not. */
export class TestConnectionDto extends ConnectionFieldsDto {
  @UuidField({
    ...NULLABLE,
    description: 'The source being edited: its secret is used when nothing it is bound to has changed',
  })
  readonly id?: string | null;

  @UuidField(NULLABLE)
  readonly workspaceId?: string | null;
}
