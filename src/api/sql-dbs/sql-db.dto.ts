import { TASK_STATUSES } from '../../catalogue/sql-db/task-state.js';
import { SOURCE_MODES, SOURCE_TLS_MODES } from '../../catalogue/sql-db/sql-db.entity.js';
import { ENGINES } from '../../common/snapshot.js';
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

const STATUSES = TASK_STATUSES.map((status) => status.toLowerCase());

/** The state of a background kind of a source. */
export class TaskStateDto {
  @ShownChoice(STATUSES)
  readonly status!: string;

  @ShownUuid({ nullable: true, description: 'The latest job; null before the first and after a reset' })
  readonly taskId!: string | null;

  @ShownText({ nullable: true, description: "The end of the job's log as of its latest change of state" })
  readonly log!: string | null;

  @ShownTime({ nullable: true })
  readonly startTime!: Date | null;

  @ShownTime({ nullable: true })
  readonly endTime!: Date | null;
}

/** How much of a source is catalogued; what is missing counts only as missing. */
export class SqlDbCountsDto {
  @ShownInt()
  readonly tables!: number;

  @ShownInt()
  readonly columns!: number;

  @ShownInt()
  readonly relationships!: number;

  @ShownInt()
  readonly missingTables!: number;

  @ShownInt()
  readonly missingColumns!: number;

  @ShownInt()
  readonly missingRelationships!: number;

  @ShownInt({ description: 'Tables that could not be read: their last good picture is kept' })
  readonly staleTables!: number;
}

/** A source: a foreign database that is read. Its secret is never shown. */
export class SqlDbDto {
  @ShownUuid()
  readonly id!: string;

  @ShownText({ example: 'Billing' })
  readonly name!: string;

  @ShownUuid()
  readonly workspaceId!: string;

  @ShownChoice(ENGINES)
  readonly engine!: string;

  @ShownText({ nullable: true, description: 'Null for SQLite', example: 'db.example' })
  readonly host!: string | null;

  @ShownInt({ nullable: true, description: "Null: the engine's usual one", example: 3306 })
  readonly port!: number | null;

  @ShownText({ nullable: true, description: 'The file of an SQLite source' })
  readonly path!: string | null;

  @ShownText({ nullable: true, example: 'billing' })
  readonly database!: string | null;

  @ShownTexts({ description: "Exact names of the schemas to read; empty: the engine's default" })
  readonly schemas!: readonly string[];

  @ShownTexts({ description: 'Globs over `name` or `schema.name`; empty: every table' })
  readonly include!: readonly string[];

  @ShownTexts()
  readonly exclude!: readonly string[];

  @ShownText({ nullable: true, example: 'reader' })
  readonly user!: string | null;

  @ShownFlag({ description: 'Whether a password is kept, or a reference names one' })
  readonly hasPassword!: boolean;

  @ShownText({ nullable: true, example: 'env:BILLING_PASSWORD' })
  readonly passwordReference!: string | null;

  @ShownChoice(SOURCE_TLS_MODES)
  readonly tlsMode!: string;

  @ShownText({ nullable: true, description: 'PEM text of the certificate authority' })
  readonly tlsCa!: string | null;

  @ShownChoice(SOURCE_MODES)
  readonly mode!: string;

  @ShownText({ nullable: true, example: 'en' })
  readonly language!: string | null;

  @ShownText({ nullable: true })
  readonly description!: string | null;

  @ShownTexts()
  readonly tags!: readonly string[];

  @ShownInt({ description: "Counts people's edits; to be sent with the next one" })
  readonly version!: number;

  @ShownText({ nullable: true, description: "The server's version as of the last discovery" })
  readonly sourceVersion!: string | null;

  @ShownTime()
  readonly createdAt!: Date;

  @ShownTime()
  readonly updatedAt!: Date;

  @ShownTime({ nullable: true })
  readonly lastDiscoveredAt!: Date | null;

  @ShownThing(() => TaskStateDto)
  readonly dbElements!: TaskStateDto;

  @ShownThing(() => SqlDbCountsDto)
  readonly counts!: SqlDbCountsDto;
}

/** A page of sources. */
export class SqlDbPageDto {
  @ShownInt()
  readonly total!: number;

  @ShownThings(() => SqlDbDto)
  readonly items!: readonly SqlDbDto[];
}
