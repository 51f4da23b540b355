import type { Secret } from '../common/redact.js';

/** How a connection is encrypted; the same words as for sources. */
export const TLS_MODES = ['disable', 'require', 'verify-ca', 'verify-full'] as const;
export type TlsMode = (typeof TLS_MODES)[number];

/** The catalogue in one file of the data directory or elsewhere. */
export interface SqliteCatalogueConfig {
  readonly engine: 'sqlite';
  /** Absolute path of the file. */
  readonly path: string;
}

/** The catalogue on a database server. `mysql` covers MariaDB too: the server is asked once what it is. */
export interface ServerCatalogueConfig {
  readonly engine: 'mysql' | 'postgresql';
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
  readonly password: Secret | null;
  readonly tls: { readonly mode: TlsMode; readonly caFile: string | null };
}

export type CatalogueConfig = SqliteCatalogueConfig | ServerCatalogueConfig;

/** The Redis that rings for jobs when several processes run them. */
export interface QueueConfig {
  readonly host: string;
  readonly port: number;
  /** The number of Redis' database. */
  readonly database: number;
  readonly user: string | null;
  readonly password: Secret | null;
  /** Null: not encrypted. Otherwise verified, against the system's authorities without a file. */
  readonly tls: { readonly caFile: string | null } | null;
  /** Begins every key, so that several Seshats may share a Redis. */
  readonly prefix: string;
}

export const METRICS_READERS = ['signed-in', 'anyone', 'off'] as const;

/** How the API and the admin pages are served. */
export interface HttpConfig {
  readonly port: number;
  readonly host: string;
  /** The address people use, without a trailing slash; null when it is that of the request. */
  readonly baseUrl: string | null;
  /** Express's `trust proxy`: none, a number of hops, or addresses and networks. */
  readonly trustProxy: false | number | readonly string[];
  readonly sessionLifetimeMs: number;
  /** Who may read `/metrics`. */
  readonly metrics: (typeof METRICS_READERS)[number];
}

/** The first administrator. */
export interface AdminConfig {
  readonly email: string;
  /** Null: one is made at first start and printed once. */
  readonly password: Secret | null;
}

/** Where the cipher's key and referenced secrets come from. */
export interface SecretsConfig {
  readonly key: Secret | null;
  readonly keyFile: string | null;
  /** Former keys, still able to read. */
  readonly oldKeys: readonly Secret[];
  /** The one directory that `file:NAME` references look into; null: such references are refused. */
  readonly dir: string | null;
}

/** How sources are reached and spared. Times in milliseconds. */
export interface SourcesConfig {
  /** Directories that SQLite sources may lie in, absolute. */
  readonly sqliteDirs: readonly string[];
  /** Whether loopback and private addresses may be connected to. */
  readonly egressPrivate: boolean;
  /** Ports that may be connected to; null: any. */
  readonly egressPorts: readonly number[] | null;
  readonly connectTimeoutMs: number;
  readonly queryTimeoutMs: number;
  readonly postgresqlLockTimeoutMs: number;
  readonly mysqlLockTimeoutMs: number;
  /** How long a reader child may take to end by itself before it is killed. */
  readonly childKillMs: number;
  readonly readerMemoryMb: number;
  /** For a source that is read from the terminal and whose URL has none. */
  readonly password: Secret | null;
}

/** The run contract's times (milliseconds) and bounds. */
export interface JobsConfig {
  /** Jobs side by side in this process; 0: it runs none. */
  readonly concurrency: number;
  /** Jobs side by side on one source host. */
  readonly perHost: number;
  /** Over so many pending top-level jobs a start is refused (429). */
  readonly maxPending: number;
  /** Runs of one job, lost ones included, before it is FAILED. */
  readonly maxAttempts: number;
  /** How deep running jobs may nest. */
  readonly maxDepth: number;
  readonly heartbeatMs: number;
  /** Without a good beat for so long a worker may not publish. */
  readonly beatGraceMs: number;
  /** The same beat seen for so long means its holder is lost. */
  readonly lostAfterMs: number;
  readonly sweepMs: number;
  /** Schedules that are due are looked for so often. */
  readonly scheduleTickMs: number;
  /** A job that has waited for so long is rung for again. */
  readonly reringAfterMs: number;
  readonly maxRunMs: number;
  readonly drainMs: number;
  readonly eventPollMs: number;
  /** Ended jobs older than this are removed; null: never. */
  readonly keepJobsMs: number | null;
  /** The newest so many ended jobs are kept; null: all. */
  readonly keepJobsCount: number | null;
  /** Log lines of ended jobs older than this are removed; null: never. */
  readonly keepLogsMs: number | null;
}

/** A bucket of an S3-compatible store. */
export interface S3Config {
  readonly bucket: string;
  /** Null: AWS's own of the region. */
  readonly endpoint: string | null;
  readonly region: string;
  /** Whether the bucket is a part of the path and not of the host. */
  readonly pathStyle: boolean;
  readonly keyId: string;
  readonly secret: Secret;
}

/** Where the files of jobs lie. */
export interface FilesConfig {
  /** Absolute path of the directory; not used with `s3`. */
  readonly dir: string;
  /** Null: in the directory. */
  readonly s3: S3Config | null;
  readonly uploadLimitBytes: number;
}

export const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** Everything that the environment decides: one frozen value, read once. The class is the injection token. */
export class Config {
  /** Absolute path of the directory that belongs to this server. */
  readonly dataDir!: string;
  readonly catalogue!: CatalogueConfig;
  readonly http!: HttpConfig;
  readonly admin!: AdminConfig;
  readonly secrets!: SecretsConfig;
  readonly sources!: SourcesConfig;
  readonly jobs!: JobsConfig;
  readonly files!: FilesConfig;
  /** Null: jobs are rung for within this process. */
  readonly queue!: QueueConfig | null;
  /** Where external programs are declared, absolute; null: there are none. */
  readonly commands!: { readonly file: string | null };
  /** For processes that run jobs only. */
  readonly worker!: { readonly healthPort: number | null };
  readonly log!: { readonly level: LogLevel };
  /** Whether the bundled demo source is registered at first start. */
  readonly demo!: boolean;
}
