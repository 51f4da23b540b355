import { DataSource } from 'typeorm';
import type { DataSourceOptions, EntityManager, QueryRunner, ReplicationMode } from 'typeorm';
import type { MysqlDriver } from 'typeorm/driver/mysql/MysqlDriver.js';
import type { PostgresDriver } from 'typeorm/driver/postgres/PostgresDriver.js';
import { DomainError, UnavailableError } from '../../common/errors.js';
import type { ServerCatalogueConfig } from '../../config/config.js';
import { driverErrorOf, isAway } from '../database-errors.js';
import { usePortableTypes } from '../portable-types.js';
import { assertOwnTransaction, guardManager, readsOnly } from '../transaction-guard.js';
import { askIsMariaDb, careForMysql, mysqlOptions } from './mysql-options.js';
import { careForPostgresql, postgresqlOptions } from './postgresql-options.js';

/** What every catalogue is given beside its place. */
export type CommonOptions = Pick<
  DataSourceOptions,
  'entities' | 'migrations' | 'migrationsTableName' | 'namingStrategy' | 'logging' | 'logger'
>;

/** A catalogue on MySQL, MariaDB or PostgreSQL. An error of a server that is away is an UnavailableError. */
export class ServerCatalogue extends DataSource {
  readonly #config: ServerCatalogueConfig;

  constructor(config: ServerCatalogueConfig, common: CommonOptions) {
    const engineOptions = config.engine === 'mysql' ? mysqlOptions(config) : postgresqlOptions(config);
    super({ ...engineOptions, ...common } as DataSourceOptions);
    this.#config = config;
    usePortableTypes(this.driver, config.engine === 'mysql' ? 'mysql' : 'postgres');
    if (config.engine === 'postgresql') careForPostgresql(this.driver as PostgresDriver);
  }

  /** @throws UnavailableError when the server is away; may then be called again */
  override async initialize(): Promise<this> {
    try {
      if (this.#config.engine === 'mysql') await this.#settleEngine();
      return await super.initialize();
    } catch (error) {
      throw refusal(error, this.#config) ?? translated(error);
    }
  }

  override createQueryRunner(mode?: ReplicationMode): QueryRunner {
    const runner = super.createQueryRunner(mode);
    const query = runner.query.bind(runner) as (...args: unknown[]) => Promise<unknown>;
    const release = runner.release.bind(runner);
    let given = true;
    const guarded = async (...args: unknown[]) => {
      if (!readsOnly(String(args[0]))) assertOwnTransaction(runner);
      try {
        return await query(...args);
      } catch (error) {
        // TypeORM releases the runner itself when its connection breaks while no statement runs.
        throw given && runner.isReleased ? away(error) : translated(error);
      }
    };
    const giveBack = () => {
      given = false;
      return release();
    };
    return Object.assign(runner, { query: guarded, release: giveBack });
  }

  override createEntityManager(runner?: QueryRunner): EntityManager {
    return guardManager(super.createEntityManager(runner));
  }

  #engineIsSettled = false;

  /** MySQL and MariaDB share a driver; only the server itself says which it is. */
  async #settleEngine(): Promise<void> {
    if (this.#engineIsSettled) return;
    const isMariaDb = await askIsMariaDb(this.#config);
    const driver = this.driver as MysqlDriver;
    const type = isMariaDb ? 'mariadb' : 'mysql';
    Object.assign(this.options, { type });
    Object.assign(driver.options, { type });
    careForMysql(driver, isMariaDb);
    this.#engineIsSettled = true;
  }
}

const WRONG_LOGIN = ['28P01', '28000', 'ER_ACCESS_DENIED_ERROR', 'ER_ACCESS_DENIED_NO_PASSWORD_ERROR'];
const NO_DATABASE = ['3D000', 'ER_BAD_DB_ERROR'];
const NO_RIGHT = ['42501', 'ER_DBACCESS_DENIED_ERROR'];

/** What is wrong with a server that is there but does not let us in: trying again would not help. */
function refusal(error: unknown, { user, database }: ServerCatalogueConfig): DomainError | null {
  const code = driverErrorOf(error)?.code ?? '';
  const refused = (message: string) => new DomainError('catalogue-refused', message, { cause: error });
  if (WRONG_LOGIN.includes(code)) {
    return refused(`The catalogue's server refuses the user ${user}. Check user and password in SESHAT_CATALOGUE_URL.`);
  }
  if (NO_DATABASE.includes(code)) {
    return refused(`The database ${database} does not exist on the catalogue's server. Create it (empty) first.`);
  }
  if (NO_RIGHT.includes(code)) {
    return refused(`The user ${user} may not use the database ${database}. Grant it all rights on that database.`);
  }
  return null;
}

function translated(error: unknown): unknown {
  return error instanceof UnavailableError || !isAway(error) ? error : away(error);
}

function away(cause: unknown): UnavailableError {
  const message = 'The catalogue cannot be reached. It is tried again; check its server and SESHAT_CATALOGUE_URL.';
  return new UnavailableError('catalogue-unavailable', message, 5, { cause });
}
