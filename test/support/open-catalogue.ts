import type { DataSource, DataSourceOptions } from 'typeorm';
import { AuditEntry } from '../../src/audit/audit-entry.entity.js';
import { ApiToken } from '../../src/auth/api-token.entity.js';
import { Session } from '../../src/auth/session.entity.js';
import { UserRole } from '../../src/auth/user-role.entity.js';
import { User } from '../../src/auth/user.entity.js';
import { CATALOGUE_ENTITIES } from '../../src/catalogue/catalogue-entities.js';
import type { Engine } from '../../src/common/snapshot.js';
import { parseCatalogueUrl } from '../../src/config/catalogue-url.js';
import { JOB_ENTITIES } from '../../src/jobs/job-entities.js';
import { IdSequence } from '../../src/persistence/bulk/id-sequence.entity.js';
import { createCatalogue } from '../../src/persistence/create-catalogue.js';
import { migrate } from '../../src/persistence/migration/migrate.js';
import { TypeormTransactions } from '../../src/persistence/typeorm-transactions.js';
import { Workspace } from '../../src/workspaces/workspace.entity.js';
import { atFileEnd } from './cleanup.js';
import { catalogueUrl } from './engines.js';

/** Every entity of the product. */
export const ALL_ENTITIES = [
  IdSequence,
  Workspace,
  User,
  UserRole,
  Session,
  ApiToken,
  AuditEntry,
  ...JOB_ENTITIES,
  ...CATALOGUE_ENTITIES,
];

/** A catalogue of a test file's own; closed and dropped at the end of the file. */
export interface OpenedCatalogue {
  readonly engine: Engine;
  readonly url: string;
  readonly source: DataSource;
  readonly transactions: TypeormTransactions;
}

/** A catalogue on the engine with the product's migrations applied; `empty`: with none, yet. */
export async function openCatalogue(
  engine: Engine,
  { empty = false, logger }: { empty?: boolean; logger?: DataSourceOptions['logger'] } = {},
): Promise<OpenedCatalogue> {
  const { url } = await catalogueUrl(engine);
  const source = await connectCatalogue(url, logger);
  if (!empty) await migrate(source);
  return { engine, url, source, transactions: new TypeormTransactions(source) };
}

/** One more connection to a catalogue. */
export async function connectCatalogue(url: string, logger?: DataSourceOptions['logger']): Promise<DataSource> {
  const source = createCatalogue(parseCatalogueUrl(url), { entities: ALL_ENTITIES, logging: Boolean(logger), logger });
  await source.initialize();
  atFileEnd(async () => {
    if (source.isInitialized) await source.destroy();
  });
  return source;
}
