import { beforeAll, describe, expect, it, jest } from '@jest/globals';
import { SYSTEM } from '../../src/common/actor.js';
import { catalogueApp, type CatalogueApp } from '../support/catalogue-app.js';
import { TEST_ENGINES } from '../support/engines.js';
import { snapshot, table } from '../support/snapshot-builder.js';

jest.setTimeout(60_000);

describe.each(TEST_ENGINES)('searching the catalogue on %s', (engine) => {
  let app: CatalogueApp;
  let id: string;
  beforeAll(async () => {
    app = await catalogueApp(engine);
    id = await app.newSource({ name: 'Größe ÜBER alles' });
    await app.publish(
      id,
      snapshot([
        table('Ärzte', { columns: ['ΩΜΕΓΑ', 'Praxis_Ä'], comment: 'ÉCOLE' }),
        table('Arzt', { columns: ['ПАЦИЕНТ'] }),
      ]),
    );
  });
  const tables = async (q: string): Promise<string[]> =>
    (await app.tables.list(SYSTEM, { sqlDbId: id, q })).items.map(({ name }) => name).sort();
  const columns = async (q: string): Promise<string[]> =>
    (await app.columns.list(SYSTEM, { sqlDbId: id, q })).items.map((one) => one.originalColumnName);

  it.each(['Ärzte', 'ärzte', 'ÄRZTE', 'ärZ', 'ZTE', 'école', 'COLE'])('finds a table by %s', async (q) => {
    expect(await tables(q)).toEqual(['Ärzte']);
  });

  it('finds both by what both have, and takes no letter for another one', async () => {
    expect(await tables('rz')).toEqual(['Arzt', 'Ärzte']);
    expect(await tables('arzte')).toEqual([]);
    expect(await tables('ecole')).toEqual([]);
  });

  it('finds columns and sources of every script', async () => {
    expect(await columns('ωμεγα')).toEqual(['ΩΜΕΓΑ']);
    expect(await columns('Пациент')).toEqual(['ПАЦИЕНТ']);
    expect(await columns('s_ä')).toEqual(['Praxis_Ä']);
    expect((await app.sqlDbs.list(SYSTEM, { q: 'GRÖß' })).items.map((one) => one.id)).toEqual([id]);
    expect((await app.sqlDbs.list(SYSTEM, { q: 'über' })).total).toBe(1);
  });
});
