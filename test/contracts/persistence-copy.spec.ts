import { beforeAll, describe, expect, it } from '@jest/globals';
import { MigrationExecutor, type DataSource } from 'typeorm';
import { SqlColumn } from '../../src/catalogue/sql-column/sql-column.entity.js';
import { SqlDb } from '../../src/catalogue/sql-db/sql-db.entity.js';
import { newId } from '../../src/common/id.js';
import { Indicator } from '../../src/jobs/indicators/indicator.entity.js';
import { JobLog } from '../../src/jobs/job-log.entity.js';
import { copyCatalogue } from '../../src/persistence/copy/copy-catalogue.js';
import { pendingMigrations } from '../../src/persistence/migration/migrate.js';
import { catalogueApp, type CatalogueApp } from '../support/catalogue-app.js';
import { TEST_ENGINES } from '../support/engines.js';
import { openCatalogue } from '../support/open-catalogue.js';
import { SHOP } from '../support/shop-snapshot.js';
import { snapshot } from '../support/snapshot-builder.js';

/** A catalogue with a source, its tables, and rows of every kind of column. */
async function filled(engine: (typeof TEST_ENGINES)[number]): Promise<CatalogueApp> {
  const app = await catalogueApp(engine);
  const sqlDbId = await app.newSource({ description: 'über 🛒' });
  await app.publish(sqlDbId, snapshot(SHOP));
  const { manager } = app.source;
  await manager.update(SqlDb, { id: sqlDbId }, { dbElements: { status: 'COMPLETED', log: 'done' } });
  const jobId = newId();
  const message = 'x'.repeat(70_000);
  await manager.insert(JobLog, { jobId, seq: 1, at: new Date(1.7e12 + 123), level: 'info', message, bytes: 70_000 });
  await manager.insert(Indicator, { jobId, name: 'ratio', kind: 'number', numberValue: 0.1, textValue: null });
  return app;
}

async function rowsOf(source: DataSource, entity: new () => object): Promise<object[]> {
  const { columns, primaryColumns } = source.getMetadata(entity);
  const all = columns.map(({ propertyPath }) => `e.${propertyPath}`);
  const select = source.manager.createQueryBuilder(entity, 'e').select(all);
  for (const { propertyName } of primaryColumns) select.addOrderBy(`e.${propertyName}`);
  return select.getMany();
}

/** As the version before the last migration left it. */
async function undoLastMigration(source: DataSource): Promise<void> {
  const runner = source.createQueryRunner();
  await runner.startTransaction();
  await new MigrationExecutor(source, runner).undoLastMigration();
  await runner.commitTransaction();
  await runner.release();
}

describe.each(TEST_ENGINES)('copying a catalogue from SQLite to %s', (engine) => {
  let from: CatalogueApp;
  beforeAll(async () => {
    from = await filled('sqlite');
  });

  it('brings every row of every table over, secrets and times included', async () => {
    const to = await openCatalogue(engine, { empty: true });
    const told = new Map<string, number>();
    const total = await copyCatalogue(from.source, to.source, (table, rows) => told.set(table, rows));
    expect([...told.values()].reduce((sum, rows) => sum + rows, 0)).toBe(total);
    expect(told.get('sql_column')).toBeGreaterThan(3);
    const [sqlDb] = await rowsOf(to.source, SqlDb);
    expect(sqlDb).toMatchObject({ dbElements: { status: 'COMPLETED', log: 'done' } });
    for (const { target } of from.source.entityMetadatas) {
      const entity = target as new () => object;
      expect([entity.name, await rowsOf(to.source, entity)]).toEqual([entity.name, await rowsOf(from.source, entity)]);
    }
  });

  it('refuses a catalogue that is in use, and changes nothing in it', async () => {
    const to = await filled(engine);
    const before = await rowsOf(to.source, SqlColumn);
    const copy = copyCatalogue(from.source, to.source, () => undefined);
    await expect(copy).rejects.toMatchObject({ code: 'catalogue-not-empty' });
    expect(await rowsOf(to.source, SqlColumn)).toEqual(before);
  });

  it('refuses a catalogue of an earlier version before it brings that up to date', async () => {
    const to = await openCatalogue(engine);
    await undoLastMigration(to.source);
    const copy = copyCatalogue(from.source, to.source, () => undefined);
    await expect(copy).rejects.toMatchObject({ code: 'catalogue-not-empty' });
    expect(await pendingMigrations(to.source)).toHaveLength(1);
  });
});
