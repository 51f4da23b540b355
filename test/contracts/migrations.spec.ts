import { beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { migrations } from '../../migrations/index.js';
import { migrate, schemaDrift } from '../../src/persistence/migration/migrate.js';
import { TEST_ENGINES } from '../support/engines.js';
import { connectCatalogue, openCatalogue, type OpenedCatalogue } from '../support/open-catalogue.js';

// Reading MariaDB's information_schema takes seconds on a server that holds many tables.
jest.setTimeout(120_000);

const NAMES = [
  'Initial1795161600000',
  'JobServer1795510000000',
  'JobLists1795600000000',
  'WorkspaceVersion1795610000000',
  'FileRemovals1795620000000',
];

/** Every table of the catalogue but TypeORM's own. */
async function tablesOf(source: DataSource): Promise<string[]> {
  const runner = source.createQueryRunner();
  try {
    const known = [...source.entityMetadatas.map(({ tableName }) => tableName), 'schema_migration'];
    return (await runner.getTables(known)).map(({ name }) => name.split('.').at(-1) ?? '').sort();
  } finally {
    await runner.release();
  }
}

describe.each(TEST_ENGINES)('migrations on %s', (engine) => {
  let catalogue: OpenedCatalogue;
  beforeAll(async () => {
    catalogue = await openCatalogue(engine, { empty: true });
  });

  it('make the schema that the entities say', async () => {
    expect(await migrate(catalogue.source)).toEqual(NAMES);
    expect(await schemaDrift(catalogue.source)).toEqual([]);
  });

  it('are run once', async () => {
    expect(await migrate(catalogue.source)).toEqual([]);
  });

  it('go down to nothing, and up again', async () => {
    for (const _ of migrations) await catalogue.source.undoLastMigration();
    expect(await tablesOf(catalogue.source)).toEqual(['schema_migration']);
    expect(await migrate(catalogue.source)).toEqual(NAMES);
    expect(await schemaDrift(catalogue.source)).toEqual([]);
  });

  it('are run once when several servers start at once', async () => {
    const { url, source } = await openCatalogue(engine, { empty: true });
    const others = await Promise.all([connectCatalogue(url), connectCatalogue(url)]);
    const done = await Promise.all([source, ...others].map((one) => migrate(one)));
    expect(done.flat()).toEqual(NAMES);
    expect(await schemaDrift(source)).toEqual([]);
  });

  it('keep names apart that differ in case, accents or trailing spaces only', async () => {
    const { source } = catalogue;
    const names = ['d1', 'D1', 'd\u00e9', 'de'];
    for (const name of names) {
      await source.query(`INSERT INTO id_sequence (name, next_id) VALUES ('${name}', 1)`);
    }
    const rows: unknown = await source.query(`SELECT name FROM id_sequence WHERE name = 'D1'`);
    expect(rows).toEqual([{ name: 'D1' }]);
  });
});
