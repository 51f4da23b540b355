import { beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { RelationshipView } from '../../src/catalogue/relationship/relationship-view.js';
import { SYSTEM } from '../../src/common/actor.js';
import { newId } from '../../src/common/id.js';
import type { SnapshotTable } from '../../src/common/snapshot.js';
import { catalogueApp, type CatalogueApp } from '../support/catalogue-app.js';
import { TEST_ENGINES } from '../support/engines.js';
import { foreignKey, snapshot, table } from '../support/snapshot-builder.js';
import { countWrites } from '../support/write-counter.js';

jest.setTimeout(60_000);

const person = table('person', {
  columns: ['id', 'boss_id'],
  primaryKey: ['id'],
  foreignKeys: [foreignKey('person_boss', ['boss_id'], 'person', ['id'])],
});
const slot = table('slot', { columns: ['room', 'hour'], primaryKey: ['hour', 'room'] });
const booking = table('booking', {
  columns: ['id', 'at_hour', 'in_room', 'by_id'],
  primaryKey: ['id'],
  foreignKeys: [
    // crossed: the order of the constraint is not that of the columns
    foreignKey('booking_slot', ['in_room', 'at_hour'], 'slot', ['room', 'hour']),
    foreignKey('booking_person', ['by_id'], 'person', ['id'], { onDelete: 'SET NULL', deferrable: true }),
  ],
});

describe.each(TEST_ENGINES)('relationships on %s', (engine) => {
  let app: CatalogueApp;
  let writes: () => Promise<Record<string, number>>;
  let id: string;
  beforeAll(async () => {
    app = await catalogueApp(engine);
    writes = await countWrites(app.source);
  });
  beforeEach(async () => {
    id = await app.newSource();
  });

  const all = async (): Promise<RelationshipView[]> => (await app.relationships.list(SYSTEM, { sqlDbId: id })).items;
  const fkFields = async (name: string): Promise<Record<string, string | null>> =>
    Object.fromEntries(Object.entries(await app.columnsOf(id, name)).map(([key, one]) => [key, one.fkField]));
  const rerunWritesNothing = async (tables: SnapshotTable[]): Promise<void> => {
    await writes();
    await app.publish(id, snapshot(tables));
    expect(await writes()).toEqual({});
  };

  it('link tables and columns, composite and self-referencing ones too', async () => {
    await app.publish(id, snapshot([booking, person, slot]));
    const [toSlot] = (await all()).filter((one) => one.constraintName === 'booking_slot');
    const from = await app.columnsOf(id, 'booking');
    const to = await app.columnsOf(id, 'slot');
    expect(toSlot).toMatchObject({
      kind: 'declared',
      outside: false,
      sourceTable: { schema: 'main', name: 'booking' },
      targetTable: { schema: 'main', name: 'slot' },
      pairs: [
        {
          position: 1,
          sourceColumn: 'in_room',
          targetColumn: 'room',
          sourceColumnId: from.in_room?.id,
          targetColumnId: to.room?.id,
        },
        {
          position: 2,
          sourceColumn: 'at_hour',
          targetColumn: 'hour',
          sourceColumnId: from.at_hour?.id,
          targetColumnId: to.hour?.id,
        },
      ],
    });
    const { incoming, outgoing } = await app.relationships.ofTable(SYSTEM, (await app.table(id, 'person')).id);
    expect(outgoing.map((one) => one.constraintName)).toEqual(['person_boss']);
    expect(incoming.map((one) => one.constraintName)).toEqual(['booking_person', 'person_boss']);
    expect(incoming[0]).toMatchObject({ onDelete: 'SET NULL', deferrable: true });
    expect(await fkFields('booking')).toEqual({
      id: null,
      at_hour: 'slot.hour',
      in_room: 'slot.room',
      by_id: 'person.id',
    });
    expect(await fkFields('person')).toEqual({ id: null, boss_id: 'person.id' });
    const pks = Object.values(to).map(({ originalColumnName, pkField }) => [originalColumnName, pkField]);
    expect(pks).toEqual([
      ['room', 'PK'],
      ['hour', 'PK'],
    ]);
    await rerunWritesNothing([booking, person, slot]);
  });

  it('are published by the same plan again when its transaction was rolled back', async () => {
    await app.publish(id, snapshot([booking, slot]));
    await app.takeChanges(id);
    const grown = table('slot', { ...slot, columns: ['room', 'hour', 'by_id'], foreignKeys: [
      foreignKey('slot_person', ['by_id'], 'person', ['id']),
    ] }); // prettier-ignore
    const plan = await app.diff.plan(id, snapshot([booking, grown, person]));
    const publication = { jobId: newId(), now: app.clock.now() };
    for (const fails of [true, true, false]) {
      const published = app.transactions.run(async (tx) => {
        await app.diff.apply(tx, plan, publication);
        if (fails) throw new Error('rolled back');
      });
      if (fails) await expect(published).rejects.toThrow('rolled back');
      else await published;
    }
    expect((await all()).map((one) => [one.constraintName, one.outside, one.pairs.length]).sort()).toEqual([
      ['booking_person', false, 1],
      ['booking_slot', false, 2],
      ['person_boss', false, 1],
      ['slot_person', false, 1],
    ]);
    expect((await app.takeChanges(id)).map((change) => change.split(':')[0])).toEqual([
      'column slot.by_id added',
      'relationship slot.slot_person added',
      'table person added',
    ]);
    await rerunWritesNothing([booking, grown, person]);
  });

  it('cross schemas, and are told apart by them', async () => {
    const one = table('item', { schema: 'a', columns: ['id'] });
    const other = table('item', { schema: 'b.c', columns: ['id', 'up', 'across'], foreignKeys: [
      foreignKey(null, ['up'], 'item', ['id'], { refSchema: 'b.c' }),
      foreignKey(null, ['across'], 'item', ['id'], { refSchema: 'a' }),
    ] }); // prettier-ignore
    await app.publish(id, snapshot([other, one]));
    expect((await all()).map(({ targetTable }) => targetTable.schema).sort()).toEqual(['a', 'b.c']);
    const columns = await app.source.query(`SELECT original_column_name AS name, fk_field AS fk FROM sql_column c JOIN sql_table t ON t.id = c.sql_table_id WHERE t.sql_db_id = '${id}' AND fk_field IS NOT NULL ORDER BY ordinal`); // prettier-ignore
    expect(columns).toEqual([
      { name: 'up', fk: 'item.id' },
      { name: 'across', fk: 'a.item.id' },
    ]);
    await rerunWritesNothing([other, one]);
  });

  it('to something outside are kept by name and counted apart, and linked when it appears', async () => {
    const summary = await app.publish(id, snapshot([booking, slot]));
    expect(summary.relationships).toMatchObject({ total: 1, created: 1, outside: 1 });
    const outside = (await all()).find((one) => one.outside);
    expect(outside).toMatchObject({
      targetTable: { id: null, schema: 'main', name: 'person' },
      pairs: [{ targetColumn: 'id', targetColumnId: null }],
    });
    expect((await app.sqlDbs.counts(SYSTEM, [id])).get(id)).toMatchObject({ relationships: 1 });
    await rerunWritesNothing([booking, slot]);

    const later = await app.publish(id, snapshot([booking, slot, person]));
    expect(later.relationships).toMatchObject({ total: 3, outside: 0, created: 1, updated: 1 });
    const linked = await app.relationships.get(SYSTEM, outside?.id ?? 0);
    const personId = (await app.columnsOf(id, 'person')).id?.id;
    expect(linked).toMatchObject({
      outside: false,
      targetTable: { name: 'person' },
      pairs: [{ targetColumnId: personId }],
    });
    await rerunWritesNothing([booking, slot, person]);
  });

  it('are linked to a column that appears later in their target', async () => {
    const bare = table('slot', { columns: ['room'] });
    await app.publish(id, snapshot([booking, person, bare]));
    const find = async () => (await all()).find((one) => one.constraintName === 'booking_slot');
    expect((await find())?.pairs.map((pair) => pair.targetColumnId === null)).toEqual([false, true]);
    await app.publish(id, snapshot([booking, person, slot]));
    expect((await find())?.pairs[1]?.targetColumnId).toBe((await app.columnsOf(id, 'slot')).hour?.id);
    await rerunWritesNothing([booking, person, slot]);
  });

  it('lose nothing but the link when their target is purged', async () => {
    const loose = table('loose', {
      columns: ['person_id'],
      foreignKeys: [foreignKey(null, ['person_id'], 'person', ['id'])],
    });
    await app.publish(id, snapshot([loose, person, slot]));
    await app.publish(id, snapshot([loose, slot]));
    expect((await all()).find((one) => one.sourceTable.name === 'loose')).toMatchObject({
      missingSince: null,
      outside: false,
    });
    await app.purge.purgeTable(SYSTEM, (await app.table(id, 'person')).id);
    expect((await all()).find((one) => one.sourceTable.name === 'loose')).toMatchObject({
      outside: true,
      pairs: [{ targetColumnId: null }],
    });
    await app.publish(id, snapshot([loose, slot, person]));
    expect((await all()).find((one) => one.sourceTable.name === 'loose')).toMatchObject({ outside: false });
    await rerunWritesNothing([loose, slot, person]);
  });

  it('without a name are told apart by pairs, target and occurrence', async () => {
    const same = foreignKey(null, ['by_id'], 'person', ['id']);
    const twice = table('booking', {
      ...booking,
      foreignKeys: [same, { ...same, onDelete: 'CASCADE' }, foreignKey(null, ['id'], 'person', ['id'])],
    });
    await app.publish(id, snapshot([twice, person, slot]));
    const before = await all();
    expect(before.filter((one) => one.sourceTable.name === 'booking')).toHaveLength(3);
    expect(await fkFields('booking')).toMatchObject({ by_id: 'person.id', id: 'person.id' });
    await rerunWritesNothing([twice, person, slot]);
    const once = table('booking', { ...booking, foreignKeys: [{ ...same, onUpdate: 'CASCADE' }] });
    await app.publish(id, snapshot([once, person, slot]));
    const after = await all();
    expect(after.map((one) => one.id)).toEqual(before.map((one) => one.id));
    expect(after.filter((one) => one.missingSince === null && one.sourceTable.name === 'booking')).toMatchObject([
      { onUpdate: 'CASCADE' },
    ]);
  });

  it('clear the key fields when they go, mark themselves missing and return', async () => {
    await app.publish(id, snapshot([booking, person, slot]));
    const bare = table('booking', { ...booking, primaryKey: [], foreignKeys: booking.foreignKeys.slice(0, 1) });
    const other = table('slot', { ...slot, primaryKey: ['room'] });
    const gone = await app.publish(id, snapshot([bare, person, other]));
    expect(gone.relationships).toMatchObject({ missing: 1, unchanged: 2, total: 2 });
    expect(await fkFields('booking')).toEqual({ id: null, at_hour: 'slot.hour', in_room: 'slot.room', by_id: null });
    expect((await app.columnsOf(id, 'booking')).id?.pkField).toBeNull();
    expect((await app.columnsOf(id, 'slot')).hour?.pkField).toBeNull();
    expect((await all()).find((one) => one.constraintName === 'booking_person')).toMatchObject({
      missingSince: app.clock.now(),
    });
    await rerunWritesNothing([bare, person, other]);
    expect((await app.publish(id, snapshot([booking, person, slot]))).relationships).toMatchObject({
      returned: 1,
      total: 3,
    });
    expect((await fkFields('booking')).by_id).toBe('person.id');
  });

  it('change their pairs under one name', async () => {
    await app.publish(id, snapshot([booking, person, slot]));
    const changed = foreignKey('booking_slot', ['at_hour', 'in_room'], 'slot', ['hour', 'room'], {
      onDelete: 'CASCADE',
    });
    const next = [
      table('booking', { ...booking, foreignKeys: [changed, ...booking.foreignKeys.slice(1)] }),
      person,
      slot,
    ];
    await app.publish(id, snapshot(next));
    const found = (await all()).find((one) => one.constraintName === 'booking_slot');
    expect(found?.pairs.map((pair) => pair.sourceColumn)).toEqual(['at_hour', 'in_room']);
    expect(found).toMatchObject({ onDelete: 'CASCADE', missingSince: null });
    await rerunWritesNothing(next);
  });

  it('are drawn by hand, stay through discoveries, and are deleted by hand only', async () => {
    await app.publish(id, snapshot([booking, person, slot]));
    const from = await app.table(id, 'slot');
    const to = await app.table(id, 'person');
    const pairs = [
      {
        sourceColumnId: (await app.columnsOf(id, 'slot')).room?.id ?? 0,
        targetColumnId: (await app.columnsOf(id, 'person')).id?.id ?? 0,
      },
    ];
    const drawn = await app.relationships.create(SYSTEM, {
      sourceTableId: from.id,
      targetTableId: to.id,
      pairs,
      description: 'owner',
    });
    expect(drawn).toMatchObject({
      kind: 'manual',
      description: 'owner',
      pairs: [{ sourceColumn: 'room', targetColumn: 'id' }],
    });
    expect((await fkFields('slot')).room).toBe('person.id');
    const again = app.relationships.create(SYSTEM, { sourceTableId: from.id, targetTableId: to.id, pairs });
    await expect(again).rejects.toMatchObject({ code: 'relationship-exists' });
    const crossed = app.relationships.create(SYSTEM, { sourceTableId: to.id, targetTableId: from.id, pairs });
    await expect(crossed).rejects.toMatchObject({
      code: 'invalid-input',
      problems: [{ path: 'pairs.0.sourceColumnId' }, { path: 'pairs.0.targetColumnId' }],
    });

    await app.publish(id, snapshot([booking, person, table('slot', { ...slot, comment: 'changed' })]));
    expect(await app.relationships.get(SYSTEM, drawn.id)).toMatchObject({ missingSince: null, description: 'owner' });
    expect((await fkFields('slot')).room).toBe('person.id');

    const declared = (await all()).find((one) => one.kind === 'declared');
    await expect(app.relationships.remove(SYSTEM, declared?.id ?? 0)).rejects.toMatchObject({ code: 'not-manual' });
    await app.relationships.remove(SYSTEM, drawn.id);
    expect((await fkFields('slot')).room).toBeNull();
  });

  it('quote names in key fields that hold a dot or a comma', async () => {
    const odd = table('a.b', { columns: ['x,y', 'id'] });
    const from = table('t', { columns: ['r'], foreignKeys: [foreignKey('fk', ['r'], 'a.b', ['x,y'])] });
    await app.publish(id, snapshot([odd, from]));
    expect((await fkFields('t')).r).toBe('"a.b"."x,y"');
  });
});
