import { randomBytes } from 'node:crypto';
import { AuditService } from '../../src/audit/audit.service.js';
import { CatalogueChangeService } from '../../src/catalogue/changes/catalogue-change.service.js';
import { CatalogueChange } from '../../src/catalogue/changes/catalogue-change.entity.js';
import type { DiffInput, DiffSummary } from '../../src/catalogue/diff/diff-types.js';
import { SnapshotDiff } from '../../src/catalogue/diff/snapshot-diff.js';
import { PurgeService } from '../../src/catalogue/purge.service.js';
import { RelationshipService } from '../../src/catalogue/relationship/relationship.service.js';
import { SqlColumn } from '../../src/catalogue/sql-column/sql-column.entity.js';
import { SqlColumnService } from '../../src/catalogue/sql-column/sql-column.service.js';
import type { SqlDbInput } from '../../src/catalogue/sql-db/sql-db-input.js';
import { SqlDbSecrets } from '../../src/catalogue/sql-db/sql-db-secrets.js';
import { SqlDbService } from '../../src/catalogue/sql-db/sql-db.service.js';
import { SqlTable } from '../../src/catalogue/sql-table/sql-table.entity.js';
import { SqlTableService } from '../../src/catalogue/sql-table/sql-table.service.js';
import { SYSTEM } from '../../src/common/actor.js';
import { newId } from '../../src/common/id.js';
import { Secret } from '../../src/common/redact.js';
import type { Engine } from '../../src/common/snapshot.js';
import { Config } from '../../src/config/config.js';
import { Cipher } from '../../src/persistence/secrets/cipher.js';
import { SecretResolver } from '../../src/persistence/secrets/secret-resolver.js';
import { WorkspaceService } from '../../src/workspaces/workspace.service.js';
import { FakeClock } from './fake-clock.js';
import { openCatalogue } from './open-catalogue.js';
import { temporaryDirectory } from './temporary-directory.js';

/** A PostgreSQL source that is never connected to. */
export const SOURCE: SqlDbInput = {
  name: 'shop',
  engine: 'postgresql',
  host: 'db.example.org',
  port: 5432,
  database: 'shop',
  user: 'reader',
  password: 'correct horse',
};

/** The services of the catalogue on a database of their own, with a clock that the test moves. */
export async function catalogueApp(engine: Engine, secretsDir: string | null = null) {
  const { source, transactions } = await openCatalogue(engine);
  const clock = new FakeClock();
  const config = Object.assign(new Config(), { dataDir: temporaryDirectory('data') });
  const audit = new AuditService(transactions, clock);
  const workspaces = new WorkspaceService(transactions, clock, config);
  const cipher = new Cipher(new Secret(randomBytes(32).toString('hex')));
  const secrets = new SqlDbSecrets(cipher, new SecretResolver(secretsDir));
  const sqlDbs = new SqlDbService(transactions, clock, secrets, workspaces, audit);
  const diff = new SnapshotDiff(transactions);
  let count = 0;
  const app = {
    ...{ engine, source, transactions, clock, audit, workspaces, sqlDbs, diff },
    tables: new SqlTableService(transactions),
    columns: new SqlColumnService(transactions),
    relationships: new RelationshipService(transactions),
    changes: new CatalogueChangeService(transactions),
    purge: new PurgeService(transactions, audit),

    /** Registers a source that nobody else uses; answers its id. */
    async newSource(input: Partial<SqlDbInput> = {}): Promise<string> {
      return (await sqlDbs.create(SYSTEM, { ...SOURCE, name: `shop ${++count}`, ...input })).id;
    },

    /** A discovery without reader and job: plans and publishes, a minute after the last one. */
    async publish(sqlDbId: string, input: DiffInput): Promise<DiffSummary> {
      clock.advance(60_000);
      const plan = await diff.plan(sqlDbId, input);
      await transactions.run((tx) => diff.apply(tx, plan, { jobId: newId(), now: clock.now() }));
      return plan.summary;
    },

    /** The catalogued table of that name. */
    async table(sqlDbId: string, name: string): Promise<SqlTable> {
      return source.manager.findOneByOrFail(SqlTable, { sqlDbId, name });
    },

    /** The columns of a table by name, missing ones too. */
    async columnsOf(sqlDbId: string, name: string): Promise<Record<string, SqlColumn>> {
      const { id } = await app.table(sqlDbId, name);
      const columns = await source.manager.find(SqlColumn, { where: { sqlTableId: id }, order: { ordinal: 'ASC' } });
      return Object.fromEntries(columns.map((one) => [one.originalColumnName, one]));
    },

    /** What changed in a source since the last call, as `table.column change: before → after`, sorted. */
    async takeChanges(sqlDbId: string): Promise<string[]> {
      const changes = await source.manager.find(CatalogueChange, { where: { sqlDbId }, order: { id: 'ASC' } });
      await source.manager.delete(CatalogueChange, { sqlDbId });
      return changes.map(changeText).sort();
    },
  };
  return app;
}

export type CatalogueApp = Awaited<ReturnType<typeof catalogueApp>>;

function changeText({ objectType, change, tableName, objectName, before, after }: CatalogueChange): string {
  const place = objectName === null ? tableName : `${tableName}.${objectName}`;
  const values = [before, after].map((value) => JSON.stringify(value)).join(' → ');
  return `${objectType} ${place} ${change}: ${values}`;
}
