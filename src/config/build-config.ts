import { join } from 'node:path';
import type { FieldProblem } from '../common/errors.js';
import { Secret } from '../common/redact.js';
import { Config } from './config.js';
import type { CatalogueConfig, S3Config } from './config.js';
import type { VARIABLES, VariableName } from './variables.js';

type Parsed<Name extends VariableName> = ReturnType<(typeof VARIABLES)[Name]['parse']>;

/** Every variable's value: null only where it has no plain default. */
export type Values = {
  readonly [Name in VariableName]: (typeof VARIABLES)[Name]['default'] extends string
    ? Parsed<Name>
    : Parsed<Name> | null;
};

/** The nested value from the flat variables, frozen, and what is wrong between them. `absolute` resolves paths. */
export function buildConfig(
  values: Values,
  absolute: (path: string) => string,
): { readonly config: Config; readonly problems: readonly FieldProblem[] } {
  const dataDir = absolute(values.SESHAT_DATA_DIR);
  const catalogue = placed(values.SESHAT_CATALOGUE_URL, dataDir, absolute);
  const embedded = catalogue.engine === 'sqlite';
  const path = (given: string | null) => (given === null ? null : absolute(given));
  const contents: Config = {
    dataDir,
    catalogue,
    http: {
      port: values.PORT,
      host: values.SESHAT_HOST,
      baseUrl: values.SESHAT_BASE_URL,
      trustProxy: values.SESHAT_TRUST_PROXY,
      sessionLifetimeMs: values.SESHAT_SESSION_LIFETIME,
      metrics: values.SESHAT_METRICS,
    },
    admin: { email: values.SESHAT_ADMIN_EMAIL, password: values.SESHAT_ADMIN_PASSWORD },
    secrets: {
      key: values.SESHAT_SECRET_KEY,
      keyFile: path(values.SESHAT_SECRET_KEY_FILE),
      oldKeys: values.SESHAT_OLD_SECRET_KEYS ?? [],
      dir: path(values.SESHAT_SECRETS_DIR),
    },
    sources: {
      sqliteDirs: (values.SESHAT_SQLITE_DIRS ?? (embedded ? [dataDir, '.'] : [dataDir])).map(absolute),
      egressPrivate: values.SESHAT_EGRESS_PRIVATE ?? embedded,
      egressPorts: values.SESHAT_EGRESS_PORTS,
      connectTimeoutMs: values.SESHAT_CONNECT_TIMEOUT,
      queryTimeoutMs: values.SESHAT_QUERY_TIMEOUT,
      postgresqlLockTimeoutMs: values.SESHAT_POSTGRESQL_LOCK_TIMEOUT,
      mysqlLockTimeoutMs: values.SESHAT_MYSQL_LOCK_TIMEOUT,
      childKillMs: values.SESHAT_CHILD_KILL,
      readerMemoryMb: values.SESHAT_READER_MEMORY_MB,
      password: values.SESHAT_SOURCE_PASSWORD,
    },
    jobs: jobsOf(values),
    files: {
      dir: path(values.SESHAT_FILES_DIR) ?? join(dataDir, 'workspaces'),
      s3: s3Of(values),
      uploadLimitBytes: values.SESHAT_UPLOAD_LIMIT_MB * 1024 * 1024,
    },
    queue: values.SESHAT_QUEUE_URL && { ...values.SESHAT_QUEUE_URL, prefix: values.SESHAT_QUEUE_PREFIX },
    commands: { file: path(values.SESHAT_COMMANDS_FILE) },
    worker: { healthPort: values.SESHAT_WORKER_HEALTH_PORT },
    log: { level: values.SESHAT_LOG_LEVEL },
    demo: values.SESHAT_DEMO,
  };
  return { config: deepFreeze(Object.assign(new Config(), contents)), problems: problemsBetween(values) };
}

function jobsOf(values: Values): Config['jobs'] {
  return {
    concurrency: values.SESHAT_JOBS_CONCURRENCY,
    perHost: values.SESHAT_JOBS_PER_HOST,
    maxPending: values.SESHAT_MAX_PENDING,
    maxAttempts: values.SESHAT_MAX_ATTEMPTS,
    maxDepth: values.SESHAT_MAX_DEPTH,
    heartbeatMs: values.SESHAT_HEARTBEAT,
    beatGraceMs: values.SESHAT_BEAT_GRACE,
    lostAfterMs: values.SESHAT_LOST_AFTER,
    sweepMs: values.SESHAT_SWEEP,
    scheduleTickMs: values.SESHAT_SCHEDULE_TICK,
    reringAfterMs: values.SESHAT_RERING_AFTER,
    maxRunMs: values.SESHAT_MAX_RUN,
    drainMs: values.SESHAT_DRAIN,
    eventPollMs: values.SESHAT_EVENT_POLL,
    keepJobsMs: values.SESHAT_KEEP_JOBS,
    keepJobsCount: values.SESHAT_KEEP_JOBS_COUNT,
    keepLogsMs: values.SESHAT_KEEP_LOGS,
  };
}

/** Null without a bucket, and where something is missing: that is a problem of its own. */
function s3Of(values: Values): S3Config | null {
  const { SESHAT_FILES_S3_BUCKET: bucket, SESHAT_FILES_S3_KEY_ID: keyId, SESHAT_FILES_S3_SECRET: secret } = values;
  if (bucket === null || keyId === null || secret === null) return null;
  const endpoint = values.SESHAT_FILES_S3_ENDPOINT;
  const pathStyle = values.SESHAT_FILES_S3_PATH_STYLE ?? endpoint !== null;
  return { bucket, endpoint, region: values.SESHAT_FILES_S3_REGION, pathStyle, keyId, secret };
}

function placed(given: CatalogueConfig | null, dataDir: string, absolute: (path: string) => string): CatalogueConfig {
  if (given === null) return { engine: 'sqlite', path: join(dataDir, 'catalogue.sqlite') };
  return given.engine === 'sqlite' ? { ...given, path: absolute(given.path) } : given;
}

/** The fence holds only in this order: beat, then no more publishing, then taken over by somebody else. */
function problemsBetween(values: Values): FieldProblem[] {
  const problems: FieldProblem[] = [];
  if (values.SESHAT_BEAT_GRACE <= values.SESHAT_HEARTBEAT) {
    problems.push({ path: 'SESHAT_BEAT_GRACE', message: 'must be longer than SESHAT_HEARTBEAT' });
  }
  if (values.SESHAT_LOST_AFTER <= values.SESHAT_BEAT_GRACE) {
    problems.push({ path: 'SESHAT_LOST_AFTER', message: 'must be longer than SESHAT_BEAT_GRACE' });
  }
  if (values.SESHAT_SECRET_KEY !== null && values.SESHAT_SECRET_KEY_FILE !== null) {
    problems.push({ path: 'SESHAT_SECRET_KEY_FILE', message: 'must not be set together with SESHAT_SECRET_KEY' });
  }
  if (values.SESHAT_JOBS_CONCURRENCY === 0 && values.SESHAT_QUEUE_URL === null) {
    const message = 'must be at least 1 without SESHAT_QUEUE_URL: nobody else would run the jobs';
    problems.push({ path: 'SESHAT_JOBS_CONCURRENCY', message });
  }
  return [...problems, ...s3Problems(values)];
}

function s3Problems(values: Values): FieldProblem[] {
  if (values.SESHAT_FILES_S3_BUCKET === null) return [];
  const missing = (['SESHAT_FILES_S3_KEY_ID', 'SESHAT_FILES_S3_SECRET'] as const).filter((name) => !values[name]);
  const problems = missing.map((path) => ({ path, message: 'must be set with SESHAT_FILES_S3_BUCKET' }));
  if (values.SESHAT_FILES_DIR === null) return problems;
  return [...problems, { path: 'SESHAT_FILES_DIR', message: 'must not be set together with SESHAT_FILES_S3_BUCKET' }];
}

function deepFreeze<T extends object>(value: T): T {
  for (const inner of Object.values(value) as unknown[]) {
    if (typeof inner === 'object' && inner !== null && !(inner instanceof Secret)) deepFreeze(inner);
  }
  return Object.freeze(value);
}
