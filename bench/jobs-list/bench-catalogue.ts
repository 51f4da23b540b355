import { join } from 'node:path';
import type { DataSource } from 'typeorm';
import { AuditEntry } from '../../src/audit/audit-entry.entity.js';
import type { Engine } from '../../src/common/snapshot.js';
import { parseCatalogueUrl } from '../../src/config/catalogue-url.js';
import { JOB_ENTITIES } from '../../src/jobs/job-entities.js';
import { createCatalogue } from '../../src/persistence/create-catalogue.js';
import { migrate } from '../../src/persistence/migration/migrate.js';
import type { Transactions } from '../../src/persistence/transactions.js';
import { TypeormTransactions } from '../../src/persistence/typeorm-transactions.js';
import { Workspace } from '../../src/workspaces/workspace.entity.js';
import { QueryRecorder } from './query-recorder.js';

/** A catalogue of the benchmark's own. */
export interface BenchCatalogue {
  readonly engine: Engine;
  readonly source: DataSource;
  readonly transactions: Transactions;
  readonly recorder: QueryRecorder;
  /** What the servers do by themselves in the minutes after many inserts. */
  settle(): Promise<void>;
  drop(): Promise<void>;
}

/** @param server an administrator's URL; not looked at for SQLite */
export async function openBenchCatalogue(
  engine: Engine,
  server: string,
  name: string,
  directory: string,
): Promise<BenchCatalogue> {
  const recorder = new QueryRecorder();
  const open = (url: string): DataSource =>
    createCatalogue(parseCatalogueUrl(url), {
      entities: [...JOB_ENTITIES, Workspace, AuditEntry],
      logging: true,
      logger: recorder,
    });
  const url = engine === 'sqlite' ? `sqlite://${join(directory, 'jobs.sqlite')}` : ownUrl(server, name);
  const onServer = async (sql: string): Promise<void> => {
    if (engine === 'sqlite') return;
    const admin = await open(ownUrl(server, engine === 'postgresql' ? 'postgres' : 'mysql')).initialize();
    await admin.query(sql).finally(() => admin.destroy());
  };
  await onServer(`CREATE DATABASE ${name}`);
  const source = await open(url).initialize();
  await migrate(source);
  return {
    ...{ engine, source, recorder },
    transactions: new TypeormTransactions(source),
    async settle() {
      if (engine === 'postgresql') await source.query('VACUUM ANALYZE job');
      else if (engine !== 'sqlite') await source.query('ANALYZE TABLE job');
    },
    async drop() {
      await source.destroy();
      await onServer(`DROP DATABASE ${name}`);
    },
  };
}

function ownUrl(server: string, name: string): string {
  const url = new URL(server);
  url.pathname = `/${name}`;
  return url.href;
}
