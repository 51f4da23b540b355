import { readdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import type { DataSource, MigrationInterface, QueryRunner } from 'typeorm';
import { addColumn, addIndex } from '../../migrations/portable.js';
import { migrate, schemaDrift } from '../../src/persistence/migration/migrate.js';
import { catalogueUrl, TEST_ENGINES } from '../support/engines.js';
import { typescriptChild } from '../support/typescript-child.js';
import { owner, SampleOwner, sampleSource, SampleTables1700000000001 } from './persistence-sample.js';

// Data definitions take their time on a loaded machine.
jest.setTimeout(60_000);

const CHILD = new URL('./persistence-child.ts', import.meta.url);

class SampleMore1700000000002 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await addColumn(runner, 'sample_item', { name: 'extra', type: 'varchar', length: 20, nullable: true });
    await addIndex(runner, 'sample_item', { name: 'sample_item_extra', columns: ['extra'] });
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropIndex('sample_item', 'sample_item_extra');
    await runner.dropColumn('sample_item', 'extra');
  }
}

const open: DataSource[] = [];
const opened = async (url: string, migrations?: (new () => MigrationInterface)[]) => {
  const source = await sampleSource(url, migrations).initialize();
  open.push(source);
  return source;
};

afterEach(async () => {
  for (const source of open.splice(0)) if (source.isInitialized) await source.destroy();
});

describe.each(TEST_ENGINES)('migrations on %s', (engine) => {
  it('make what the entities say: no drift, up, down and up again', async () => {
    const { url } = await catalogueUrl(engine);
    const source = await opened(url);
    expect(await migrate(source)).toEqual(['SampleTables1700000000001']);
    expect(await schemaDrift(source)).toEqual([]);
    expect(await migrate(source)).toEqual([]);
    await source.undoLastMigration({ transaction: 'all' });
    expect(await schemaDrift(source)).not.toEqual([]);
    expect(await migrate(source)).toHaveLength(1);
    expect(await schemaDrift(source)).toEqual([]);
  });

  it('show a drift where there is one', async () => {
    const { url } = await catalogueUrl(engine);
    const source = await opened(url, [SampleTables1700000000001, SampleMore1700000000002]);
    await migrate(source);
    const drift = await schemaDrift(source);
    expect(drift.join('\n')).toMatch(/extra/);
  });

  it('are run once by two processes that start at the same time', async () => {
    const { url } = await catalogueUrl(engine);
    const children = [1, 2, 3].map(() => typescriptChild(CHILD, ['migrate', url]));
    const lines = await Promise.all(children.map((child) => child.line()));
    expect(lines.sort()).toEqual(['ran 0', 'ran 0', 'ran 1']);
    expect(await Promise.all(children.map((child) => child.exit()))).toEqual([0, 0, 0]);
    expect(await schemaDrift(await opened(url))).toEqual([]);
  });

  it('refuse a catalogue that a newer version has written, and change nothing', async () => {
    const { url } = await catalogueUrl(engine);
    const newer = await opened(url, [SampleTables1700000000001, SampleMore1700000000002]);
    await migrate(newer);
    await newer.manager.insert(SampleOwner, owner('kept'));
    await newer.destroy();
    const older = await opened(url);
    await expect(migrate(older)).rejects.toMatchObject({
      code: 'catalogue-newer',
      message: expect.stringContaining('SampleMore1700000000002'),
    });
    expect(await older.manager.count(SampleOwner)).toBe(1);
  });
});

describe('an existing SQLite catalogue', () => {
  it('is copied before it is migrated, never otherwise; the newest three copies are kept', async () => {
    const { url } = await catalogueUrl('sqlite');
    const directory = dirname(fileURLToPath(url.replace(/^sqlite:/, 'file:')));
    const copies = () => readdirSync(directory).filter((name) => name.endsWith('.bak'));
    const source = await opened(url, [SampleTables1700000000001, SampleMore1700000000002]);
    await migrate(source);
    await source.manager.insert(SampleOwner, owner('kept'));
    expect(copies()).toEqual([]);
    for (let round = 0; round < 5; round++) {
      await source.undoLastMigration({ transaction: 'all' });
      expect(await migrate(source)).toEqual(['SampleMore1700000000002']);
    }
    expect(copies()).toHaveLength(3);
    const restored = await opened(`sqlite:${directory}/${copies()[2]}`);
    expect(await restored.manager.count(SampleOwner)).toBe(1);
  });
});
