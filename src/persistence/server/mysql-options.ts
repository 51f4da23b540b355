import { readFileSync } from 'node:fs';
import { createConnection } from 'mysql2/promise';
import type { PoolConnection } from 'mysql2';
import type { MysqlDataSourceOptions } from 'typeorm/driver/mysql/MysqlDataSourceOptions.js';
import type { MysqlDriver } from 'typeorm/driver/mysql/MysqlDriver.js';
import type { ServerCatalogueConfig } from '../../config/config.js';
import { careful, POOL_AT_REST, POOL_UNDER_LOAD } from './pool-care.js';

/**
 * READ COMMITTED: a conditional UPDATE must see what others have committed meanwhile, and not lock the gaps around it.
 * Strict mode on every engine: a value that does not fit is an error, never cut off.
 */
const SESSION = [
  `SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED`,
  `SET SESSION sql_mode = 'STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION', innodb_lock_wait_timeout = 10, time_zone = '+00:00'`,
];
/** MariaDB ends a session that leaves its transaction idle; MySQL has no such setting. */
const MARIADB_SESSION = [...SESSION, 'SET SESSION idle_transaction_timeout = 15'];

/** How mysql2 encrypts, by our TLS mode. */
export function mysqlTls({ mode, caFile }: ServerCatalogueConfig['tls']): MysqlDataSourceOptions['ssl'] {
  if (mode === 'disable') return undefined;
  if (mode === 'require') return { rejectUnauthorized: false };
  const ca = caFile === null ? undefined : readFileSync(caFile, 'utf8');
  return { ca, rejectUnauthorized: true, verifyIdentity: mode === 'verify-full' } as MysqlDataSourceOptions['ssl'];
}

/** TypeORM's options; `type` is put right once the server has said what it is. */
export function mysqlOptions(config: ServerCatalogueConfig): MysqlDataSourceOptions {
  return {
    type: 'mysql',
    host: config.host,
    port: config.port,
    username: config.user,
    password: config.password?.reveal(),
    database: config.database,
    ssl: mysqlTls(config.tls),
    charset: 'utf8mb4_bin',
    timezone: 'Z',
    supportBigNumbers: true,
    bigNumberStrings: true,
    multipleStatements: false,
    connectTimeout: 10_000,
    poolSize: POOL_UNDER_LOAD,
    // FOUND_ROWS: an UPDATE counts the rows it found, as on the other engines, also where nothing changed in them.
    flags: ['-LOCAL_FILES', '+FOUND_ROWS'],
    extra: { maxIdle: POOL_AT_REST, idleTimeout: 60_000, enableKeepAlive: true },
  };
}

/** Asks the server once whether it is MariaDB: TypeORM sees changes where there are none when told wrongly. */
export async function askIsMariaDb(config: ServerCatalogueConfig): Promise<boolean> {
  const { host, port, user, database } = config;
  const ssl = mysqlTls(config.tls);
  const password = config.password?.reveal();
  const connection = await createConnection({
    ...{ host, port, user, password, database, connectTimeout: 10_000, flags: ['-LOCAL_FILES'] },
    ...(ssl === undefined ? {} : { ssl: ssl as object }),
  });
  try {
    const [rows] = await connection.query('SELECT VERSION() AS version');
    return /mariadb/i.test((rows as { version: string }[])[0]?.version ?? '');
  } finally {
    await connection.end();
  }
}

/** Puts the care of connections between TypeORM and mysql2's pool. */
export function careForMysql(driver: MysqlDriver, isMariaDb: boolean): void {
  const obtain = driver.obtainMasterConnection.bind(driver) as () => Promise<PoolConnection>;
  driver.obtainMasterConnection = careful<PoolConnection>(
    {
      obtain,
      execute: async (connection, sql) => {
        await connection.promise().query(sql);
      },
      release: (connection) => connection.release(),
      destroy: (connection) => connection.destroy(),
    },
    isMariaDb ? MARIADB_SESSION : SESSION,
  );
}
