import { readFileSync } from 'node:fs';
import type { PoolClient } from 'pg';
import type { PostgresDataSourceOptions } from 'typeorm/driver/postgres/PostgresDataSourceOptions.js';
import type { PostgresDriver } from 'typeorm/driver/postgres/PostgresDriver.js';
import type { ServerCatalogueConfig } from '../../config/config.js';
import { careful, POOL_AT_REST, POOL_UNDER_LOAD } from './pool-care.js';

/** See the like of MySQL: conditional UPDATEs need READ COMMITTED; whoever freezes in a transaction holds nobody up. */
const SESSION = [
  `SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL READ COMMITTED`,
  `SET idle_in_transaction_session_timeout = '15s'`,
  `SET lock_timeout = '10s'`,
  `SET TIME ZONE 'UTC'`,
];

/** How pg encrypts, by our TLS mode. */
export function postgresqlTls({ mode, caFile }: ServerCatalogueConfig['tls']): PostgresDataSourceOptions['ssl'] {
  if (mode === 'disable') return false;
  if (mode === 'require') return { rejectUnauthorized: false };
  const ca = caFile === null ? undefined : readFileSync(caFile, 'utf8');
  const anyName = mode === 'verify-ca' ? { checkServerIdentity: () => undefined } : {};
  return { ca, rejectUnauthorized: true, ...anyName };
}

/** TypeORM's options; no URL is passed on, because pg's parser reads files at a parameter's word. */
export function postgresqlOptions(config: ServerCatalogueConfig): PostgresDataSourceOptions {
  return {
    type: 'postgres',
    host: config.host,
    port: config.port,
    username: config.user,
    password: config.password?.reveal() ?? '',
    database: config.database,
    ssl: postgresqlTls(config.tls),
    applicationName: 'seshat',
    installExtensions: false,
    connectTimeoutMS: 30_000,
    poolSize: POOL_UNDER_LOAD,
    extra: { min: POOL_AT_REST, idleTimeoutMillis: 60_000, keepAlive: true },
  };
}

type Obtained = [PoolClient, (destroy?: boolean) => void];

/** Puts the care of connections between TypeORM and pg's pool. */
export function careForPostgresql(driver: PostgresDriver): void {
  const obtain = driver.obtainMasterConnection.bind(driver) as () => Promise<Obtained>;
  const releases = new WeakMap<PoolClient, (destroy?: boolean) => void>();
  const give = (client: PoolClient, destroy: boolean) => {
    client.removeListener('error', ignored);
    releases.get(client)?.(destroy);
  };
  const next = careful<PoolClient>(
    {
      obtain: async () => {
        const [client, release] = await obtain();
        releases.set(client, release);
        // A client that breaks while nobody listens ends the process.
        client.on('error', ignored);
        return client;
      },
      execute: async (client, sql) => {
        await client.query(sql);
      },
      release: (client) => give(client, false),
      destroy: (client) => give(client, true),
    },
    SESSION,
  );
  driver.obtainMasterConnection = async () => {
    const client = await next();
    return [client, (destroy?: boolean) => give(client, destroy === true || isError(destroy))];
  };
}

/** TypeORM releases with the error that broke the connection. */
function isError(value: unknown): boolean {
  return value instanceof Error;
}

function ignored(): void {
  // The statement that was running reports it.
}
