import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { affected } from '../../src/persistence/bulk/bulk.js';
import { isForeignKeyViolation, isUniqueViolation } from '../../src/persistence/database-errors.js';
import type { Transactions } from '../../src/persistence/transactions.js';
import { afterCommit, managerOf } from '../../src/persistence/tx.js';
import type { Tx } from '../../src/persistence/tx.js';
import { TEST_ENGINES } from '../support/engines.js';
import { openSample, owner, SampleItem, SampleOwner } from './persistence-sample.js';

describe.each(TEST_ENGINES)('Transactions on %s', (engine) => {
  let source: DataSource;
  let transactions: Transactions;

  beforeAll(async () => {
    ({ source, transactions } = await openSample(engine));
  });
  beforeEach(async () => {
    await source.createQueryBuilder().delete().from(SampleOwner).execute();
  });
  afterAll(async () => {
    await source.destroy();
  });

  const insert = (tx: Tx, id: string) => managerOf(tx).insert(SampleOwner, owner(id));
  const count = () => source.manager.count(SampleOwner);

  it('commits what resolves and undoes what rejects', async () => {
    await expect(transactions.run(async (tx) => insert(tx, 'a').then(() => 'answer'))).resolves.toBe('answer');
    const failing = transactions.run(async (tx) => {
      await insert(tx, 'b');
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect(await count()).toBe(1);
  });

  it('keeps every count exact with 120 transactions, a third rolled back, beside 120 plain writes', async () => {
    const inTransaction = async (index: number) => {
      await transactions.run(async (tx) => {
        await insert(tx, `t${index}-1`);
        await delay(index % 3);
        await insert(tx, `t${index}-2`);
        if (index % 3 === 0) throw new Error('rolled back');
      });
    };
    const work = Array.from({ length: 120 }, (_, index) => [
      inTransaction(index).catch((error: Error) => error.message),
      source.manager.insert(SampleOwner, owner(`p${index}`)).then(() => 'plain'),
    ]).flat();
    const answers = await Promise.all(work);
    expect(answers.filter((answer) => answer === 'rolled back')).toHaveLength(40);
    expect(answers.filter((answer) => answer === 'plain')).toHaveLength(120);
    const rows = await source.manager.find(SampleOwner, { select: { id: true } });
    expect(rows.filter(({ id }) => id.startsWith('p'))).toHaveLength(120);
    expect(rows.filter(({ id }) => id.startsWith('t'))).toHaveLength(160);
    expect(rows.filter(({ id }) => /^t\d*[0369]-/.test(id) && Number(id.slice(1, -2)) % 3 === 0)).toHaveLength(0);
  }, 60_000);

  it('lets readers see what is committed, at once, during a transaction of a second', async () => {
    await source.manager.insert(SampleOwner, owner('before'));
    const writing = transactions.run(async (tx) => {
      for (let index = 0; index < 10; index++) {
        await insert(tx, `dirty${index}`);
        await delay(100);
      }
    });
    const waits: number[] = [];
    const counts = new Set<number>();
    let done = false;
    const finished = writing.then(() => (done = true));
    while (!done) {
      const start = performance.now();
      const seen = await count();
      if (!done) counts.add(seen);
      waits.push(performance.now() - start);
      await delay(5);
    }
    await finished;
    expect([...counts].filter((seen) => seen !== 1 && seen !== 11)).toEqual([]);
    expect(counts.has(1)).toBe(true);
    expect(waits.sort((a, b) => a - b)[Math.floor(waits.length / 2)]).toBeLessThan(50);
    expect(Math.max(...waits)).toBeLessThan(500);
  }, 60_000);

  it('throws at once when a write goes past the transaction it is in', async () => {
    const start = performance.now();
    await transactions.run(async (tx) => {
      await insert(tx, 'own');
      await expect(source.manager.insert(SampleOwner, owner('stray'))).rejects.toThrow('went past it');
      await expect(source.manager.save(SampleOwner, owner('saved'))).rejects.toThrow('went past it');
      await expect(transactions.run(async () => undefined)).rejects.toThrow('inside a transaction');
      expect(await source.manager.count(SampleOwner)).toBe(0);
      expect(await managerOf(tx).count(SampleOwner)).toBe(1);
    });
    expect(performance.now() - start).toBeLessThan(2000);
    expect(await count()).toBe(1);
    await source.manager.insert(SampleOwner, owner('afterwards'));
    expect(await count()).toBe(2);
  });

  it('knows the same of manager.transaction', async () => {
    await source.manager.transaction(async (manager) => {
      await manager.insert(SampleOwner, owner('own'));
      await expect(source.manager.insert(SampleOwner, owner('stray'))).rejects.toThrow('went past it');
    });
    expect(await count()).toBe(1);
  });

  it('undoes a savepoint alone, with what was to follow its commit', async () => {
    const called: string[] = [];
    await transactions.run(async (tx) => {
      afterCommit(tx, () => void called.push('kept'));
      await insert(tx, 'kept');
      const failing = transactions.savepoint(tx, async (inner) => {
        afterCommit(inner, () => void called.push('undone'));
        await insert(inner, 'undone');
        await insert(inner, 'undone');
      });
      await expect(failing).rejects.toThrow();
      await transactions.savepoint(tx, async (inner) => {
        afterCommit(inner, () => void called.push('too'));
        await insert(inner, 'too');
      });
      expect(called).toEqual([]);
    });
    expect(called).toEqual(['kept', 'too']);
    expect((await source.manager.find(SampleOwner)).map(({ id }) => id).sort()).toEqual(['kept', 'too']);
  });

  it('calls what follows a commit outside the transaction, and nothing after a rollback', async () => {
    const called: string[] = [];
    await transactions.run(async (tx) => {
      afterCommit(tx, async () => {
        await source.manager.insert(SampleOwner, owner('follows'));
        throw new Error('swallowed');
      });
      afterCommit(tx, () => void called.push('second'));
    });
    const failing = transactions.run(async (tx) => {
      afterCommit(tx, () => void called.push('never'));
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect(called).toEqual(['second']);
    expect(await count()).toBe(1);
  });

  it('refuses a handle that is kept beyond its transaction', async () => {
    const kept = await transactions.run(async (tx) => tx);
    expect(() => managerOf(kept)).toThrow('has ended');
    let late: Promise<unknown> = Promise.resolve();
    const failing = transactions.run(async (tx) => {
      const manager = managerOf(tx);
      late = delay(50).then(() => manager.insert(SampleOwner, owner('late')));
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    await expect(late).rejects.toThrow();
    expect(await count()).toBe(0);
  });

  it('names a unique violation, on one of many at once', async () => {
    const take = (index: number) =>
      source.manager.insert(SampleOwner, owner(`o${index}`, { slot: 'sql-db:1' })).then(
        () => 'taken',
        (error: unknown) => error,
      );
    const answers = await Promise.all(Array.from({ length: 20 }, (_, index) => take(index)));
    const errors = answers.filter((answer) => answer !== 'taken');
    expect(errors).toHaveLength(19);
    for (const error of errors) {
      expect(isUniqueViolation(error)).toBe(true);
      expect(isUniqueViolation(error, 'sample_owner_slot_unique')).toBe(true);
      expect(isUniqueViolation(error, 'sample_owner_name_unique')).toBe(false);
    }
    await source.manager.insert(SampleOwner, [owner('n1'), owner('n2')]);
    const orphan = source.manager.insert(SampleItem, { id: 1, ownerId: 'nobody', name: '' });
    expect(await orphan.catch(isForeignKeyViolation)).toBe(true);
    expect(isUniqueViolation(await orphan.catch((error: unknown) => error))).toBe(false);
  });

  it('counts the rows that a conditional update found, changed or not', async () => {
    await source.manager.insert(SampleOwner, [owner('a', { level: 1 }), owner('b', { level: 2 })]);
    const set = (level: number, where: Partial<SampleOwner>) =>
      affected(source.createQueryBuilder().update(SampleOwner).set({ level }).where(where));
    expect(await set(1, { id: 'a', level: 1 })).toBe(1);
    expect(await set(5, { id: 'a', level: 2 })).toBe(0);
    expect(await affected(source.createQueryBuilder().delete().from(SampleOwner).where('1 = 1'))).toBe(2);
  });

  it('lets one of two conditional updates win', async () => {
    await source.manager.insert(SampleOwner, owner('fence', { level: 1 }));
    const take = () =>
      transactions.run(async (tx) => {
        const query = managerOf(tx).createQueryBuilder().update(SampleOwner).set({ level: 2 });
        const won = await affected(query.where({ id: 'fence', level: 1 }));
        await delay(20);
        return won;
      });
    expect((await Promise.all([take(), take(), take()])).sort()).toEqual([0, 0, 1]);
  });

  it('tells names apart that differ in case only', async () => {
    await source.manager.insert(SampleOwner, [owner('x', { name: 'D1' }), owner('y', { name: 'd1' })]);
    expect(await source.manager.findBy(SampleOwner, { name: 'd1' })).toMatchObject([{ id: 'y' }]);
  });
});
