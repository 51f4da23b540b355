import type { DataSource, DataSourceOptions } from 'typeorm';
import { migrations } from '../../migrations/index.js';
import type { CatalogueConfig } from '../config/config.js';
import { SnakeCaseNaming } from './naming.js';
import { ServerCatalogue } from './server/server-catalogue.js';
import { SqliteCatalogue } from './sqlite/sqlite-catalogue.js';

export type EntityClass = new () => object;

export interface CatalogueOptions {
  readonly entities: readonly EntityClass[];
  /** Default: those of the product. */
  readonly migrations?: DataSourceOptions['migrations'];
  readonly logging?: DataSourceOptions['logging'];
  readonly logger?: DataSourceOptions['logger'];
}

/** The one choice of engine. The catalogue is not opened yet: see CatalogueConnection. */
export function createCatalogue(config: CatalogueConfig, options: CatalogueOptions): DataSource {
  const common = {
    entities: [...options.entities],
    migrations: options.migrations ?? migrations,
    migrationsTableName: 'schema_migration',
    namingStrategy: new SnakeCaseNaming(),
    logging: options.logging ?? false,
    logger: options.logger,
  };
  return config.engine === 'sqlite'
    ? new SqliteCatalogue({ ...common, path: config.path })
    : new ServerCatalogue(config, common);
}
