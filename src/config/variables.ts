import { delimiter } from 'node:path';
import { parseCatalogueUrl } from './catalogue-url.js';
import { LOG_LEVELS, METRICS_READERS } from './config.js';
import { parseQueueUrl } from './queue-url.js';
import {
  choice,
  custom,
  duration,
  integer,
  listOf,
  orWord,
  secret,
  text,
  WrongValue,
  yesNo,
} from './variable-types.js';

/**
 * Every environment variable there is, declared once: read by load-config.ts, printed by `--help`, written to
 * docs/configuration.md.
 */
export const VARIABLES = {
  PORT: integer({ default: '3000', min: 0, max: 65535, doc: 'Port of the server; 0 takes any free one.' }),
  SESHAT_HOST: text({
    type: 'an address',
    default: '127.0.0.1',
    doc: 'Address the server listens on; `0.0.0.0` or `::` opens it to the network.',
  }),
  SESHAT_BASE_URL: custom(
    {
      otherwise: 'taken from each request',
      doc: 'Address people use, behind a reverse proxy. An https address makes cookies Secure.',
    },
    'a URL',
    baseUrl,
  ),
  SESHAT_METRICS: choice(METRICS_READERS, {
    default: 'signed-in',
    doc: 'Who may read /metrics: who is signed in, or has a token, and may see every workspace; anyone; nobody (off).',
  }),
  SESHAT_TRUST_PROXY: custom(
    {
      default: 'false',
      doc: "Which proxies are believed about the client's address and protocol.",
    },
    'false, a number of proxies, or addresses and networks (10.0.0.0/8, ::1) with commas',
    trustProxy,
  ),
  SESHAT_SESSION_LIFETIME: duration({ default: '12h', min: '1m', doc: 'A sign-in ends after so long.' }),

  SESHAT_DATA_DIR: text({ type: 'a path', default: './data', doc: 'Directory that belongs to this server alone.' }),
  SESHAT_CATALOGUE_URL: custom(
    {
      otherwise: '`catalogue.sqlite` in the data directory',
      doc:
        'Where the catalogue is kept. Servers take `?tls=disable|require|verify-ca|verify-full` (default: disable, ' +
        'or verify-full with a CA) and `ca=/path/of/ca.pem`.',
    },
    'a URL: sqlite:path, mysql://, mariadb:// or postgresql://user:password@host:port/database',
    parseCatalogueUrl,
  ),

  SESHAT_ADMIN_EMAIL: text({
    type: 'a login name',
    default: 'admin@localhost',
    doc: 'Login of the administrator made at first start.',
  }),
  SESHAT_ADMIN_PASSWORD: secret({
    minLength: 8,
    otherwise: 'one is made and printed once',
    doc: 'Password of the administrator made at first start.',
  }),

  SESHAT_SECRET_KEY: secret({
    minLength: 32,
    otherwise: 'the key file',
    doc: 'Key that stored passwords are encrypted with, at least 32 characters (`openssl rand -base64 32`).',
  }),
  SESHAT_SECRET_KEY_FILE: text({
    type: 'a path',
    otherwise: '`secret.key` in the data directory, made at first start when the catalogue is the embedded one',
    doc: 'File that holds the key in place of SESHAT_SECRET_KEY.',
  }),
  SESHAT_OLD_SECRET_KEYS: listOf(
    secret({
      minLength: 32,
      doc: 'Former keys: what they encrypted can still be read, and is encrypted anew with the present key when the server starts.',
    }),
    ',',
    'secrets, with commas between',
  ),
  SESHAT_SECRETS_DIR: text({
    type: 'a path',
    otherwise: 'such references are refused',
    doc: 'The one directory that `file:NAME` references to secrets look into.',
  }),

  SESHAT_SOURCE_PASSWORD: secret({
    otherwise: 'taken from the URL',
    doc: 'Password that `seshat discover` uses when the URL has none; no server reads it.',
  }),

  SESHAT_SQLITE_DIRS: listOf(
    text({
      otherwise: 'the data directory and, with the embedded catalogue, the working directory',
      doc: 'Directories that SQLite sources may lie in.',
    }),
    delimiter,
    `paths, with ${delimiter} between`,
  ),
  SESHAT_EGRESS_PRIVATE: yesNo({
    otherwise: 'true with the embedded catalogue, else false',
    doc: 'Whether sources may have loopback and private addresses. Link-local and cloud-metadata addresses never may.',
  }),
  SESHAT_EGRESS_PORTS: listOf(
    integer({ min: 1, max: 65535, otherwise: 'any', doc: 'The only ports that sources may have.' }),
    ',',
    'port numbers, with commas between',
  ),
  SESHAT_CONNECT_TIMEOUT: duration({ default: '10s', min: '100ms', max: '5m', doc: 'Connecting to a source.' }),
  SESHAT_QUERY_TIMEOUT: duration({ default: '30s', min: '100ms', max: '1h', doc: 'One query on a source.' }),
  SESHAT_POSTGRESQL_LOCK_TIMEOUT: duration({ default: '3s', doc: 'Waiting for a lock of a PostgreSQL source.' }),
  SESHAT_MYSQL_LOCK_TIMEOUT: duration({
    default: '5s',
    min: '1s',
    doc: 'Waiting for a lock of a MySQL/MariaDB source.',
  }),
  SESHAT_CHILD_KILL: duration({
    default: '10s',
    doc: 'A reader child that does not end by itself is killed after so long.',
  }),
  SESHAT_READER_MEMORY_MB: integer({ default: '256', min: 64, max: 65536, doc: 'Memory of a reader child, in MiB.' }),

  SESHAT_QUEUE_URL: custom(
    {
      otherwise: 'jobs are run by the one server itself',
      doc:
        'Redis that rings for jobs, so that servers and `seshat worker` processes on any number of machines share them. ' +
        'It carries ids only. `rediss` verifies the certificate, against `?ca=/path/of/ca.pem` where given.',
    },
    'a URL: redis:// or rediss://user:password@host:port/number',
    parseQueueUrl,
  ),
  SESHAT_QUEUE_PREFIX: custom(
    {
      default: 'seshat',
      doc: 'Begins every key in Redis. Catalogues that share a Redis need one each; all processes of a catalogue the same.',
    },
    'up to 64 letters, digits, dots, dashes, underscores or braces',
    queuePrefix,
  ),
  SESHAT_WORKER_HEALTH_PORT: integer({
    min: 1,
    max: 65535,
    otherwise: 'none is opened',
    doc: 'Port on SESHAT_HOST where `seshat worker` answers /health/live and /health/ready.',
  }),

  SESHAT_JOBS_CONCURRENCY: integer({
    default: '2',
    min: 0,
    max: 256,
    doc: 'Jobs side by side in one process; 0 leaves them to other processes (see SESHAT_QUEUE_URL).',
  }),
  SESHAT_JOBS_PER_HOST: integer({ default: '2', min: 1, max: 256, doc: 'Jobs side by side on one source host.' }),
  SESHAT_MAX_PENDING: integer({
    default: '500',
    min: 1,
    max: 1_000_000,
    doc: 'With more top-level jobs waiting, a start is refused with 429.',
  }),
  SESHAT_MAX_ATTEMPTS: integer({ default: '3', min: 1, max: 100, doc: 'A job lost so often is FAILED.' }),
  SESHAT_MAX_DEPTH: integer({ default: '8', min: 1, max: 100, doc: 'How deep running jobs may nest.' }),
  SESHAT_HEARTBEAT: duration({ default: '5s', min: '20ms', doc: 'A running job gives a sign of life so often.' }),
  SESHAT_BEAT_GRACE: duration({
    default: '20s',
    min: '50ms',
    doc: 'Without a good sign of life for so long a job may not publish.',
  }),
  SESHAT_LOST_AFTER: duration({
    default: '30s',
    min: '100ms',
    doc: 'The same sign of life for so long: the job is lost.',
  }),
  SESHAT_SCHEDULE_TICK: duration({
    default: '1s',
    min: '20ms',
    max: '1m',
    doc: 'Schedules that are due are looked for so often.',
  }),
  SESHAT_SWEEP: duration({ default: '5s', min: '20ms', doc: 'Lost and overdue jobs are looked for so often.' }),
  SESHAT_RERING_AFTER: duration({
    default: '60s',
    min: '100ms',
    doc: 'A job that has waited for so long is rung for again: the queue may have lost it.',
  }),
  SESHAT_MAX_RUN: duration({ default: '2h', min: '100ms', doc: 'A run longer than this is ended as FAILED.' }),
  SESHAT_DRAIN: duration({ default: '20s', min: '0ms', doc: 'How long running jobs may go on after SIGTERM.' }),
  SESHAT_EVENT_POLL: duration({ default: '500ms', min: '20ms', max: '1m', doc: 'New events are looked for so often.' }),
  SESHAT_FILES_DIR: text({
    type: 'a path',
    otherwise: '`workspaces` in the data directory',
    doc: 'Directory of the files of jobs. Several machines that run jobs of one catalogue share it, or a bucket.',
  }),
  SESHAT_FILES_S3_BUCKET: text({
    otherwise: 'files lie in SESHAT_FILES_DIR',
    doc: 'Bucket of an S3-compatible store that keeps the files of jobs. It belongs to this catalogue alone.',
  }),
  SESHAT_FILES_S3_ENDPOINT: custom(
    { otherwise: "AWS's own of the region", doc: 'Address of the S3-compatible store.' },
    'a URL',
    baseUrl,
  ),
  SESHAT_FILES_S3_REGION: text({ default: 'us-east-1', doc: 'Region of the bucket.' }),
  SESHAT_FILES_S3_PATH_STYLE: yesNo({
    otherwise: 'true with an endpoint, else false',
    doc: 'Whether the bucket is a part of the path and not of the host.',
  }),
  SESHAT_FILES_S3_KEY_ID: text({ otherwise: 'required with a bucket', doc: 'Id of the access key.' }),
  SESHAT_FILES_S3_SECRET: secret({ otherwise: 'required with a bucket', doc: 'Secret of the access key.' }),
  SESHAT_UPLOAD_LIMIT_MB: integer({
    default: '1024',
    min: 1,
    max: 1_048_576,
    doc: 'The largest file that may be uploaded, in MiB.',
  }),
  SESHAT_COMMANDS_FILE: text({
    type: 'a path',
    otherwise: 'there are none',
    doc: 'YAML or JSON file that declares external programs as tasks; see docs/command-tasks.md. All processes of a catalogue need the same.',
  }),

  SESHAT_KEEP_JOBS: orWord('always', duration({ default: '90d', doc: 'Ended jobs are removed after so long.' })),
  SESHAT_KEEP_JOBS_COUNT: orWord(
    'all',
    integer({ default: 'all', min: 1, max: 1_000_000_000, doc: 'Of the ended jobs only the newest so many are kept.' }),
  ),
  SESHAT_KEEP_LOGS: orWord(
    'always',
    duration({ default: '30d', doc: 'Log lines of ended jobs are removed after so long.' }),
  ),

  SESHAT_LOG_LEVEL: choice(LOG_LEVELS, { default: 'info', doc: 'From which level on the server logs.' }),
  SESHAT_DEMO: yesNo({ default: 'true', doc: 'Whether the bundled demo source is registered at first start.' }),
} as const;

export type VariableName = keyof typeof VARIABLES;

function baseUrl(value: string): string {
  const url = URL.canParse(value) ? new URL(value) : null;
  const plain = url && /^https?:$/.test(url.protocol) && !url.username && !url.password && !url.search && !url.hash;
  if (!url || !plain) throw new WrongValue('must be an http or https URL without user, parameters or fragment');
  return url.href.replace(/\/+$/, '');
}

function queuePrefix(value: string): string {
  if (/^[\w.{}-]{1,64}$/.test(value)) return value;
  throw new WrongValue('must be up to 64 letters, digits, dots, dashes, underscores or braces');
}

function trustProxy(value: string): false | number | readonly string[] {
  if (/^false$/i.test(value)) return false;
  if (/^\d{1,2}$/.test(value)) return Number(value);
  const parts = value.split(',').map((part) => part.trim());
  const known = (part: string) => /^(loopback|linklocal|uniquelocal|[0-9a-f.:]+(\/\d{1,3})?)$/i.test(part);
  if (parts.every(known)) return parts;
  throw new WrongValue('must be false, a number of proxies, or addresses and networks with commas between');
}
