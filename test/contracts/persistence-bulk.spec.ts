import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { bulkDelete, bulkInsert, bulkInsertValues, bulkUpdate } from '../../src/persistence/bulk/bulk.js';
import { reserveIds } from '../../src/persistence/bulk/reserve-ids.js';
import { isUniqueViolation } from '../../src/persistence/database-errors.js';
import type { Transactions } from '../../src/persistence/transactions.js';
import { SERVER_ENGINES, TEST_ENGINES } from '../support/engines.js';
import { openSample, owner, SampleItem, SampleOwner } from './persistence-sample.js';

const HOSTILE = [
  `'; DROP TABLE sample_owner; --`,
  `"quoted" \`ticked\` 'single' \\ \\' \\" $1 ? :name {a,b} NULL`,
  'line\nbreak\r\ttab  trailing  ',
  'ünïcödé 🐘 中文 \u202e bidi \u200b zero',
  '\\N \\. \\0 %_',
  '',
];

const zone = process.env.TZ;

describe.each(TEST_ENGINES)('bulk writes on %s', (engine) => {
  let source: DataSource;
  let transactions: Transactions;

  beforeAll(async () => {
    // A zone with daylight saving: dates must not notice.
    process.env.TZ = 'America/New_York';
    ({ source, transactions } = await openSample(engine));
  });
  beforeEach(async () => {
    await source.createQueryBuilder().delete().from(SampleOwner).execute();
  });
  afterAll(async () => {
    await source.destroy();
    if (zone === undefined) delete process.env.TZ;
    else process.env.TZ = zone;
  });

  const full = (index: number): SampleOwner => ({
    id: `id-${index}`,
    name: `name-${index}`,
    slot: null,
    level: 7 - index,
    bytes: Number.MAX_SAFE_INTEGER - index,
    active: index % 2 === 0,
    seenAt: new Date(Date.UTC(2026, 2, 8, 6, 59, 59, 123) + index * 1_800_000),
    notes: HOSTILE[index % HOSTILE.length] ?? null,
    tags: index % 3 === 0 ? null : HOSTILE,
    dbElements: { status: 'RUNNING', startTime: index % 2 === 0 ? null : new Date(Date.UTC(1999, 6, 1)) },
  });
  const found = (id: string) => source.manager.findOneByOrFail(SampleOwner, { id });

  it('is read back as it was written, by ourselves and by plain inserts alike', async () => {
    const rows = Array.from({ length: 12 }, (_, index) => full(index));
    await transactions.run((tx) => bulkInsert(tx, SampleOwner, rows));
    await source.manager.insert(SampleOwner, { ...full(99) });
    for (const row of [...rows, full(99)]) expect(await found(row.id)).toEqual(row);
    const late = await source.manager.countBy(SampleOwner, { seenAt: full(3).seenAt ?? undefined });
    expect(late).toBe(1);
  });

  it('fills what a row leaves out with the column’s default', async () => {
    await transactions.run((tx) => bulkInsert(tx, SampleOwner, [owner('a')]));
    expect(await found('a')).toMatchObject({
      level: 3,
      bytes: 0,
      active: false,
      seenAt: null,
      dbElements: { status: 'IDLE', startTime: null },
    });
  });

  it('takes rows as lists of values, leaves the rest to the database, and makes each when its turn comes', async () => {
    const rows = Array.from({ length: 2500 }, (_, index) => full(index));
    const properties = ['id', 'name', 'slot', 'bytes', 'active', 'seenAt', 'notes', 'tags'] as const;
    const made: string[] = [];
    await transactions.run((tx) =>
      bulkInsertValues(tx, SampleOwner, properties, rows, (row) => {
        made.push(row.id);
        return [row.id, row.name, row.slot, row.bytes, row.active, row.seenAt, row.notes, row.tags];
      }),
    );
    expect(made).toEqual(rows.map(({ id }) => id));
    const left = { level: 3, dbElements: { status: 'IDLE', startTime: null } };
    for (const row of [...rows.slice(0, 12), ...rows.slice(-2)]) {
      expect(await found(row.id)).toEqual({ ...row, ...left });
    }
    const wrong = transactions.run((tx) =>
      bulkInsertValues(tx, SampleOwner, ['dbElements'] as const, rows, (row) => [row.dbElements]),
    );
    await expect(wrong).rejects.toThrow('dbElements is not one column');
  });

  it('writes 12,000 rows, updates some properties of them, removes some', async () => {
    const rows = Array.from({ length: 12_000 }, (_, index) => full(index));
    await transactions.run((tx) => bulkInsert(tx, SampleOwner, rows));
    const changed = rows.slice(1000, 9000).map(({ id, ...row }) => ({
      id,
      level: row.level + 1_000_000,
      notes: `${row.notes}!`,
      seenAt: null,
      dbElements: { status: 'IDLE', startTime: new Date(0) },
    }));
    const answers = await transactions.run(async (tx) => [
      await bulkUpdate(tx, SampleOwner, 'id', changed, ['level', 'notes', 'seenAt', 'dbElements']),
      await bulkUpdate(tx, SampleOwner, 'id', [{ id: 'nobody', level: 1 }], ['level']),
      await bulkDelete(tx, SampleOwner, 'id', [...rows.slice(0, 500).map(({ id }) => id), 'nobody']),
      await bulkDelete(tx, SampleOwner, 'id', []),
    ]);
    expect(answers).toEqual([8000, 0, 500, 0]);
    expect(await source.manager.count(SampleOwner)).toBe(11_500);
    expect(await found('id-999')).toEqual(full(999));
    expect(await found('id-5000')).toEqual({ ...full(5000), ...changed[4000] });
  }, 60_000);

  it('writes texts that are longer than a small packet', async () => {
    const notes = '🐘'.repeat(120_000);
    const rows = Array.from({ length: 6 }, (_, index) => owner(`long-${index}`, { notes }));
    await transactions.run((tx) => bulkInsert(tx, SampleOwner, rows));
    await transactions.run((tx) =>
      bulkUpdate(
        tx,
        SampleOwner,
        'id',
        rows.map(({ id }) => ({ id, notes: `${notes}.` })),
        ['notes'],
      ),
    );
    expect((await found('long-5')).notes).toBe(`${notes}.`);
  }, 60_000);

  it('is undone with its transaction, and names what it violates', async () => {
    const twice = transactions.run((tx) =>
      bulkInsert(tx, SampleOwner, [owner('a'), owner('b', { name: 'a' }), owner('c')]),
    );
    const error: unknown = await twice.catch((thrown: unknown) => thrown);
    expect(isUniqueViolation(error, 'sample_owner_name_unique')).toBe(true);
    expect(await source.manager.count(SampleOwner)).toBe(0);
  });

  it('gives each caller ids of its own, beyond those that are there, for parents and children at once', async () => {
    await source.manager.insert(SampleOwner, owner('o'));
    await source.manager.insert(SampleItem, { id: 41, ownerId: 'o', name: 'there before' });
    const insertSome = (count: number) =>
      transactions.run(async (tx) => {
        const first = await reserveIds(tx, SampleItem, count);
        const rows = Array.from({ length: count }, (_, index) => ({ id: first + index, ownerId: 'o', name: 'n' }));
        await bulkInsert(tx, SampleItem, rows);
        return first;
      });
    const firsts = await Promise.all([insertSome(10), insertSome(1), insertSome(100), insertSome(7)]);
    expect(Math.min(...firsts)).toBe(42);
    expect(await source.manager.count(SampleItem)).toBe(119);
    expect(await source.manager.maximum(SampleItem, 'id')).toBe(159);
  });

  it('refuses a property that is no column', async () => {
    const wrong = transactions.run((tx) =>
      bulkUpdate(tx, SampleOwner, 'id', [owner('a')], ['nothing' as unknown as 'name']),
    );
    await expect(wrong).rejects.toThrow('no column nothing');
  });
});

// SQLite has one writer at a time: there is nobody to hold up.
describe.each(SERVER_ENGINES)('reserved ids on %s', (engine) => {
  it('hold nobody up who also reserves some, however long the transaction', async () => {
    const { source, transactions } = await openSample(engine);
    let release = () => {};
    const pause = new Promise<void>((resolve) => (release = resolve));
    const long = transactions.run(async (tx) => {
      await reserveIds(tx, SampleItem, 5);
      await pause;
    });
    const short = await transactions.run((tx) => reserveIds(tx, SampleItem, 5));
    expect([1, 6]).toContain(short);
    release();
    await long;
    await source.destroy();
  });
});
