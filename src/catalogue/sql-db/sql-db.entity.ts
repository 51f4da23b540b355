import { Column, Entity, Index, JoinColumn, ManyToOne } from 'typeorm';
import type { Engine } from '../../common/snapshot.js';
import { Int, Json, LongText, PrimaryUuid, ShortText, Timestamp, Uuid } from '../../persistence/columns.js';
import { Workspace } from '../../workspaces/workspace.entity.js';
import { TaskState } from './task-state.js';

/** What a source is used for. */
export const SOURCE_MODES = ['dev', 'test', 'prod'] as const;
export type SourceMode = (typeof SOURCE_MODES)[number];

/** How the connection to a source is encrypted. */
export const SOURCE_TLS_MODES = ['disable', 'require', 'verify-ca', 'verify-full'] as const;
export type SourceTlsMode = (typeof SOURCE_TLS_MODES)[number];

/** A source: a foreign database that is read. */
@Entity('sql_db')
@Index('sql_db_workspace_name', ['workspaceId', 'name'], { unique: true })
export class SqlDb {
  /** UUIDv7; the stored password is bound to it. */
  @PrimaryUuid()
  id!: string;

  @Uuid()
  workspaceId!: string;

  @ManyToOne(() => Workspace, { onDelete: 'NO ACTION', onUpdate: 'NO ACTION' })
  @JoinColumn({ name: 'workspace_id', foreignKeyConstraintName: 'sql_db_workspace_fk' })
  workspace?: Workspace;

  /** Unique within the workspace. */
  @ShortText(120)
  name!: string;

  @ShortText(16)
  engine!: Engine;

  /** Null for SQLite. */
  @ShortText(255, { nullable: true })
  host!: string | null;

  /** Null: the engine's usual one. */
  @Int({ nullable: true })
  port!: number | null;

  /** The file of an SQLite source; null for the others. */
  @LongText({ nullable: true })
  path!: string | null;

  @LongText({ nullable: true })
  database!: string | null;

  /** Exact names of the schemas to read; empty: the engine's default. */
  @Json()
  schemas!: string[];

  /** Globs over `name` or `schema.name`; empty: every table. */
  @Json()
  include!: string[];

  @Json()
  exclude!: string[];

  @LongText({ nullable: true })
  user!: string | null;

  /** The password, encrypted; null when there is none or a reference names it. */
  @LongText({ nullable: true, select: false })
  passwordCipher!: string | null;

  /** `env:NAME` or `file:NAME` in place of a stored password. */
  @ShortText(255, { nullable: true })
  passwordReference!: string | null;

  @ShortText(16)
  tlsMode!: SourceTlsMode;

  /** PEM text of the certificate authority. */
  @LongText({ nullable: true })
  tlsCa!: string | null;

  @ShortText(8)
  mode!: SourceMode;

  /** The language that names and comments are in, such as `en` or `pt-BR`. */
  @ShortText(35, { nullable: true })
  language!: string | null;

  @LongText({ nullable: true })
  description!: string | null;

  @Json()
  tags!: string[];

  @Column(() => TaskState, { prefix: 'db_elements' })
  dbElements!: TaskState;

  /** When a structure was published last. */
  @Timestamp({ nullable: true })
  lastDiscoveredAt!: Date | null;

  /** The server's version as of then. */
  @ShortText(255, { nullable: true })
  sourceVersion!: string | null;

  /**
   * Counts the changes of its tables, columns and relationships that did not come from publishing (a purge, a manual
   * key): a publish that was planned before such a change is refused.
   */
  @Int({ default: 0 })
  structureRevision!: number;

  /** Counts people's edits; an edit made on an older one is refused (412). */
  @Int()
  version!: number;

  @Timestamp({ update: false })
  createdAt!: Date;

  @Timestamp()
  updatedAt!: Date;
}
