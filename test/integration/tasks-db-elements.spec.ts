import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { SqlDb } from '../../src/catalogue/sql-db/sql-db.entity.js';
import { SqlColumnService } from '../../src/catalogue/sql-column/sql-column.service.js';
import { SqlTableService } from '../../src/catalogue/sql-table/sql-table.service.js';
import { SYSTEM, type Actor } from '../../src/common/actor.js';
import { ForbiddenError } from '../../src/common/errors.js';
import { Job } from '../../src/jobs/job.entity.js';
import type { BatchSummary } from '../../src/tasks/db-elements/db-elements.task.js';
import { DbElementsService, SourceBusyError } from '../../src/tasks/db-elements/db-elements.service.js';
import type { DiscoveryResult } from '../../src/tasks/db-elements/discovery-result.js';
import { WorkspaceService } from '../../src/workspaces/workspace.service.js';
import { discoveryApp, type DiscoveryApp } from '../support/discovery-app.js';
import { TEST_ENGINES } from '../support/engines.js';
import { sqliteSource, type SqliteSource } from '../support/sqlite-source.js';

const SHOP = `
  CREATE TABLE customer (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
  CREATE TABLE invoice (id INTEGER PRIMARY KEY, customer_id INTEGER REFERENCES customer (id), total REAL);
  CREATE TABLE note (body TEXT);`;

describe.each(TEST_ENGINES)('db-elements with a catalogue on %s', (engine) => {
  let app: DiscoveryApp;
  beforeAll(async () => {
    app = await discoveryApp(engine, { SESHAT_CONNECT_TIMEOUT: '2s', SESHAT_QUERY_TIMEOUT: '5s' });
  });

  const shop = async (script = SHOP): Promise<{ file: SqliteSource; id: string }> => {
    const file = sqliteSource(app.dataDir, script);
    const { id } = await app.register({ engine: 'sqlite', path: file.path });
    return { file, id };
  };
  const tables = async (sqlDbId: string) =>
    (await app.get(SqlTableService).list(SYSTEM, { sqlDbId, sort: 'name' })).items;
  const columns = async (sqlDbId: string) =>
    (await app.get(SqlColumnService).list(SYSTEM, { sqlDbId, limit: 500 })).items;

  it('reads a source into the catalogue, says each step, and shows it on the source', async () => {
    const { id } = await shop();
    const job = await app.discover(id);
    expect(job).toMatchObject({ status: 'COMPLETED', task: 'db-elements', subjectId: id, startedByName: 'system' });
    expect(job.result).toMatchObject({
      tables: 3,
      tablesWithColumns: 3,
      tablesFailed: 0,
      columns: 6,
      relationships: 1,
    });
    const log = await app.log(job.id);
    expect(log).toContain('Created table main.customer');
    expect(log).toMatch(/3 tables, 3 tables with columns, 1 relationships\n$/);
    const source = await app.sources.get(SYSTEM, id);
    expect(source.dbElements).toMatchObject({ status: 'COMPLETED', taskId: job.id });
    expect(source.dbElements.log).toContain('3 tables, 3 tables with columns');
    expect(source.dbElements.startTime).toBeInstanceOf(Date);
    expect(source.dbElements.endTime).toBeInstanceOf(Date);
    const key = (await columns(id)).find((column) => column.originalColumnName === 'customer_id');
    expect(key?.fkField).toBe('customer.id');
  });

  it('changes no catalogue row when the source has not changed', async () => {
    const { id } = await shop();
    await app.discover(id);
    const before = { tables: await tables(id), columns: await columns(id) };
    const again = await app.discover(id);
    expect((again.result as DiscoveryResult).writes).toBe(0);
    expect({ tables: await tables(id), columns: await columns(id) }).toEqual(before);
  });

  it('keeps what people wrote while the source changes type, order and columns', async () => {
    const { id, file } = await shop();
    await app.discover(id);
    const [customer] = await tables(id);
    const name = (await columns(id)).find((column) => column.originalColumnName === 'name');
    await app
      .get(SqlTableService)
      .update(SYSTEM, customer?.id ?? 0, { description: 'who buys' }, customer?.version ?? 0);
    await app.get(SqlColumnService).update(SYSTEM, name?.id ?? 0, { description: 'as printed' }, name?.version ?? 0);
    file.run('DROP TABLE customer; CREATE TABLE customer (name VARCHAR(80), id INTEGER PRIMARY KEY, extra BLOB);');
    const job = await app.discover(id);
    expect(job.status).toBe('COMPLETED');
    const after = (await columns(id)).find((column) => column.id === name?.id);
    expect(after).toMatchObject({ nativeType: 'VARCHAR(80)', ordinal: 1, description: 'as printed' });
    expect((await tables(id))[0]).toMatchObject({ id: customer?.id, description: 'who buys' });
  });

  it('marks a dropped table missing, and takes the same row back when it returns', async () => {
    const { id, file } = await shop();
    await app.discover(id);
    const note = (await tables(id)).find((table) => table.name === 'note');
    file.run('DROP TABLE note;');
    expect((await app.discover(id)).result).toMatchObject({ tables: 2, tableChanges: { missing: 1 } });
    expect((await tables(id)).find((table) => table.id === note?.id)?.missingSince).toBeInstanceOf(Date);
    file.run('CREATE TABLE note (body TEXT);');
    expect((await app.discover(id)).result).toMatchObject({ tables: 3, tableChanges: { returned: 1 } });
    expect((await tables(id)).find((table) => table.id === note?.id)?.missingSince).toBeNull();
  });

  it('completes with errors when a view is broken, and warns of it', async () => {
    const { id } = await shop(
      `${SHOP} CREATE TABLE gone (a); CREATE VIEW broken AS SELECT a FROM gone; DROP TABLE gone;`,
    );
    const job = await app.discover(id);
    expect(job).toMatchObject({ status: 'COMPLETED', result: { tables: 4, tablesFailed: 1, tablesWithColumns: 3 } });
    expect(await app.log(job.id)).toMatch(/WARN {2}Table main\.broken could not be read: .*gone/);
  });

  it('completes with a warning on an empty source, and fails when a known one is suddenly empty', async () => {
    const empty = await shop('PRAGMA user_version = 1;');
    const first = await app.discover(empty.id);
    expect(first.status).toBe('COMPLETED');
    expect(await app.log(first.id)).toContain('The source holds no table');
    const { id, file } = await shop();
    await app.discover(id);
    file.run('DROP TABLE invoice; DROP TABLE customer; DROP TABLE note;');
    const job = await app.discover(id);
    expect(job).toMatchObject({ status: 'FAILED', errorCode: 'empty-list' });
    expect((await tables(id)).every((table) => table.missingSince === null)).toBe(true);
  });

  it('asks before it believes that more than half of the tables are gone', async () => {
    const { id, file } = await shop();
    await app.discover(id);
    file.run('DROP TABLE invoice; DROP TABLE note;');
    expect(await app.discover(id)).toMatchObject({ status: 'FAILED', errorCode: 'confirmation-required' });
    expect(await app.discover(id, { acceptLoss: true })).toMatchObject({ status: 'COMPLETED', result: { tables: 1 } });
  });

  it('makes one job of fifty simultaneous starts; the others name it', async () => {
    const { id } = await shop();
    const service = app.get(DbElementsService);
    const answers = await Promise.allSettled(Array.from({ length: 50 }, () => service.startOne(SYSTEM, id)));
    const started = answers.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value.job] : []));
    const refused = answers.flatMap((answer) =>
      answer.status === 'rejected' ? [answer.reason as SourceBusyError] : [],
    );
    expect([started.length, refused.length]).toEqual([1, 49]);
    for (const error of refused) {
      expect(error).toBeInstanceOf(SourceBusyError);
      expect(error.holder).toMatchObject({ jobId: started[0]?.id, number: started[0]?.number });
      expect(error.message).toMatch(/^A database elements creation task is (waiting to start|currently running)$/);
    }
    expect((await app.ended(started[0]?.id ?? '')).status).toBe('COMPLETED');
  });

  it('groups several sources under a parent; a failing one stops nobody', async () => {
    const good = await shop();
    const text = join(app.dataDir, 'no-database.txt');
    writeFileSync(text, 'This is a letter, and not a database at all. '.repeat(50));
    const bad = await app.register({ engine: 'sqlite', path: text, name: `a letter (${engine})` });
    const { jobs, started, skipped } = await app.get(DbElementsService).start(SYSTEM, [good.id, bad.id, good.id]);
    expect([jobs.length, started.length, skipped.length]).toEqual([1, 2, 0]);
    const parent = await app.ended(jobs[0]?.id ?? '');
    expect(started.map(({ job }) => job.number)).toEqual([`${parent.number}.1`, `${parent.number}.2`]);
    const result = parent.result as BatchSummary;
    expect(result).toMatchObject({ status: 'completed-with-errors', processed: 1, failed: 1, total: 2 });
    expect(result.failedDatabases).toEqual([
      { name: bad.name, error: expect.stringMatching(/not an? SQLite|not a database/i) },
    ]);
  });

  it('says that a hung run was ended first, alone and among several', async () => {
    const [{ id }, other] = [await shop(), await shop()];
    const service = app.get(DbElementsService);
    const { manager } = app.get(DataSource);
    /** As a worker leaves it that died three hours into its run. */
    const hang = async (): Promise<void> => {
      const { id: jobId, slot } = await app.discover(id);
      const claimedAt = new Date(Date.now() - 3 * 3_600_000);
      await manager.update(Job, { id: jobId }, { status: 'RUNNING', liveSlot: slot, endedAt: null, claimedAt });
      await manager.update(SqlDb, { id }, { dbElements: { status: 'RUNNING' } });
    };
    const note = 'Previous task was stale and has been cleaned up';
    await hang();
    const one = await service.startOne(SYSTEM, id);
    expect(one).toMatchObject({ sqlDbId: id, note });
    await app.ended(one.job.id);
    expect((await service.startOne(SYSTEM, other.id)).note).toBeNull();
    await hang();
    const { started, jobs } = await service.start(SYSTEM, [id, (await shop()).id]);
    expect(started.map((source) => source.note)).toEqual([note, null]);
    await app.ended(jobs[0]?.id ?? '');
  });

  it('asks for a selection, and lists why nothing could start', async () => {
    const service = app.get(DbElementsService);
    await expect(service.start(SYSTEM, [])).rejects.toThrow('Please select at least one database');
    await expect(service.start(SYSTEM, ['no-such-source'])).rejects.toMatchObject({
      message: 'No databases are ready for processing. Skipped: 1',
      details: { skipped: [expect.objectContaining({ sqlDbId: 'no-such-source' })] },
    });
  });

  it('starts what the actor may start, and lists the rest with the reason', async () => {
    const one = await shop();
    const file = sqliteSource(app.dataDir, SHOP);
    const other = await app.get(WorkspaceService).create(SYSTEM, { name: `elsewhere (${engine})` });
    const there = await app.register({ engine: 'sqlite', path: file.path, workspaceId: other.id });
    const here = (await app.sources.get(SYSTEM, one.id)).workspaceId;
    const roles = { [here]: 'operator', [other.id]: 'viewer' } as const;
    const actor: Actor = { kind: 'user', userId: 'u-1', name: 'Ada', role: null, workspaceRoles: roles };
    const service = app.get(DbElementsService);
    for (const ids of [
      [one.id, there.id],
      [there.id, one.id],
    ]) {
      const { jobs, started, skipped } = await service.start(actor, ids);
      expect(started.map(({ sqlDbId }) => sqlDbId)).toEqual([one.id]);
      const reason = expect.stringContaining('Ada needs the role "operator"');
      expect(skipped).toEqual([{ sqlDbId: there.id, name: there.name, reason, job: null }]);
      await app.ended(jobs[0]?.id ?? '');
    }
    await expect(service.start(actor, [there.id])).rejects.toBeInstanceOf(ForbiddenError);
    await expect(service.start(actor, [there.id, 'no-such-source'])).rejects.toBeInstanceOf(ForbiddenError);
  });

  it('runs the single steps under the same slot', async () => {
    const { id } = await shop();
    const service = app.get(DbElementsService);
    const step = async (name: Parameters<typeof service.startStep>[2]) =>
      app.ended((await service.startStep(SYSTEM, id, name)).id);
    expect(await step('create-tables')).toMatchObject({ status: 'COMPLETED', result: { tables: 3 } });
    expect(await columns(id)).toEqual([]);
    expect(await step('create-columns')).toMatchObject({ status: 'COMPLETED' });
    expect((await columns(id)).length).toBe(6);
    expect(await step('create-relationships')).toMatchObject({ status: 'COMPLETED', result: { relationships: 1 } });
  });
});
