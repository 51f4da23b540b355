import type { Engine } from '../../common/snapshot.js';
import type { ListQuery } from '../listing.js';
import type { SourceMode, SourceTlsMode, SqlDb } from './sql-db.entity.js';
import type { TaskStatus } from './task-state.js';

/** Where a source is, who asks, and what of it is read. */
export interface SqlDbConnectionInput {
  readonly host?: string | null;
  readonly port?: number | null;
  readonly path?: string | null;
  readonly database?: string | null;
  readonly schemas?: readonly string[];
  readonly include?: readonly string[];
  readonly exclude?: readonly string[];
  readonly user?: string | null;
  /** Write-only. In a change, left out or empty keeps the one there is, and null removes it. */
  readonly password?: string | null;
  /** `env:NAME` or `file:NAME` in place of a password; only admins may set one. */
  readonly passwordReference?: string | null;
  readonly tlsMode?: SourceTlsMode;
  readonly tlsCa?: string | null;
}

/** What people say of a source. */
export interface SqlDbTextInput {
  readonly mode?: SourceMode;
  readonly language?: string | null;
  readonly description?: string | null;
  readonly tags?: readonly string[];
}

/** A source to register. */
export interface SqlDbInput extends SqlDbConnectionInput, SqlDbTextInput {
  readonly name: string;
  readonly engine: Engine;
  /** The default workspace when left out. */
  readonly workspaceId?: string;
}

/** A source's changes: what is left out stays. The engine stays too, but between `mariadb` and `mysql`. */
export type SqlDbPatch = Partial<Omit<SqlDbInput, 'workspaceId'>>;

/** Which sources to list; sorted by name unless `sort` says name, engine, mode, status, createdAt or lastDiscoveredAt. */
export interface SqlDbQuery extends ListQuery {
  readonly workspaceId?: string;
  readonly engine?: Engine;
  readonly status?: TaskStatus;
  readonly mode?: SourceMode;
  readonly tag?: string;
  readonly ids?: readonly string[];
}

/** How much of a source is catalogued; what is missing counts only as missing. */
export interface SqlDbCounts {
  readonly tables: number;
  readonly columns: number;
  /** Linked ones of every kind; those to something outside the catalogue are not counted. */
  readonly relationships: number;
  readonly missingTables: number;
  readonly missingColumns: number;
  readonly missingRelationships: number;
  readonly staleTables: number;
}

/** A source as it is shown: without its secret. */
export type SqlDbView = Omit<SqlDb, 'passwordCipher' | 'workspace'> & { readonly hasPassword: boolean };

/** What a task needs to reach and read a source; the password in clear, for the time of one read. */
export interface SqlDbAccess {
  readonly id: string;
  readonly name: string;
  readonly workspaceId: string;
  readonly connection: {
    readonly engine: Engine;
    readonly host: string | null;
    readonly port: number | null;
    readonly path: string | null;
    readonly database: string | null;
    readonly user: string | null;
    readonly password: string | null;
    readonly tlsMode: SourceTlsMode;
    readonly tlsCa: string | null;
  };
  readonly scope: {
    readonly schemas: readonly string[];
    readonly include: readonly string[];
    readonly exclude: readonly string[];
  };
}
