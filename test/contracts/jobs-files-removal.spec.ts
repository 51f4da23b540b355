import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { SYSTEM, type Actor } from '../../src/common/actor.js';
import { ForbiddenError, InvalidInputError } from '../../src/common/errors.js';
import { newId } from '../../src/common/id.js';
import { FileImport } from '../../src/jobs/files/file-import.entity.js';
import { FileRemoval } from '../../src/jobs/files/file-removal.entity.js';
import { FileRemovals } from '../../src/jobs/files/file-removals.js';
import { FileUse } from '../../src/jobs/files/file-use.entity.js';
import { File } from '../../src/jobs/files/file.entity.js';
import { JobFiles } from '../../src/jobs/files/job-files.js';
import { JobCreator } from '../../src/jobs/job-creator.js';
import { Indicator } from '../../src/jobs/indicators/indicator.entity.js';
import { JobBeat } from '../../src/jobs/job-beat.entity.js';
import { JobEvent } from '../../src/jobs/job-event.entity.js';
import { JobLog } from '../../src/jobs/job-log.entity.js';
import { Job } from '../../src/jobs/job.entity.js';
import { FileRetention } from '../../src/jobs/retention/file-retention.js';
import { JobDeletion } from '../../src/jobs/retention/job-deletion.js';
import { JobRetention } from '../../src/jobs/retention/job-retention.js';
import { ScheduleService } from '../../src/jobs/schedule/schedule.service.js';
import { outsideTransactions } from '../../src/persistence/transaction-guard.js';
import { managerOf } from '../../src/persistence/tx.js';
import { FileStore } from '../../src/workspaces/storage/file-store.js';
import { WorkspaceService } from '../../src/workspaces/workspace.service.js';
import { catalogueUrl, TEST_ENGINES } from '../support/engines.js';
import { jobApp, ScriptedTask, untilAborted, type JobApp } from '../support/job-app.js';
import { temporaryDirectory } from '../support/temporary-directory.js';

jest.setTimeout(120_000);

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

describe.each(TEST_ENGINES)('removing jobs with their files on %s', (engine) => {
  let app: JobApp;
  let files: JobFiles;
  let deletion: JobDeletion;
  let workspaceId: string;
  let dir: string;
  const task = new ScriptedTask('scripted');

  beforeAll(async () => {
    dir = temporaryDirectory('files');
    const env = { SESHAT_FILES_DIR: dir, SESHAT_KEEP_JOBS: '10d', SESHAT_JOBS_CONCURRENCY: '8' };
    app = await jobApp(await catalogueUrl(engine), { tasks: [task], env });
    files = app.get(JobFiles);
    deletion = app.get(JobDeletion);
  });

  beforeEach(async () => {
    task.script = async () => ({});
    workspaceId = (await app.get(WorkspaceService).create(SYSTEM, { name: `Much ${newId()}` })).id;
  });

  afterEach(async () => {
    await app
      .get(WorkspaceService)
      .delete(SYSTEM, workspaceId, { withContents: true })
      .catch(() => undefined);
  });

  /** An ended job with a file of its own that reads the given files. */
  const job = async (reads: readonly File[] = [], parentId?: string): Promise<Job & { file: File }> => {
    const request = app.request('scripted', { workspaceId, ...(parentId !== undefined && { parentId }) });
    const { id } = await app.jobs.start(SYSTEM, request);
    const ended = await app.until(id);
    const path = join(await files.directory(SYSTEM, id), 'made.txt');
    await writeFile(path, `by ${ended.number}`);
    const file = await files.registerOutputFile(SYSTEM, id, { path, type: 'text/plain', parameterName: 'made' });
    for (const one of reads) await files.registerInputFile(SYSTEM, id, one.id, 'read');
    return Object.assign(ended, { file });
  };
  /** A job with children that have ended, by a task that starts them. */
  const family = async (): Promise<{ parent: Job & { file: File }; child: Job & { file: File } }> => {
    const children: Promise<Job & { file: File }>[] = [];
    task.script = async (context) => {
      task.script = async () => ({});
      children.push(job([], context.job.id));
      await children[0];
      return {};
    };
    const parent = await job();
    return { parent, child: (await children[0]) as Job & { file: File } };
  };
  const age = async (id: string, ms: number): Promise<void> => {
    await app.source.manager.update(Job, { id }, { endedAt: new Date(Date.now() - ms) });
  };
  const left = async (): Promise<string[]> => {
    const found = await readdir(dir, { recursive: true, withFileTypes: true });
    return found.filter((one) => one.isFile()).map((one) => join(one.parentPath, one.name).slice(dir.length + 1)).sort(); // prettier-ignore
  };
  const upload = (name: string, content = name): Promise<File> =>
    files.upload(SYSTEM, { workspaceId, name, type: 'text/plain' }, Readable.from([Buffer.from(content)]));
  const rows = async (): Promise<number[]> =>
    Promise.all(
      [Job, JobLog, JobEvent, JobBeat, Indicator, File, FileUse, FileImport, FileRemoval].map((entity) =>
        app.source.manager.count(entity),
      ),
    );
  const numbers = (jobs: readonly Job[]): string[] => jobs.map(({ number }) => number);

  it('names who depends on a job: children and users of its files, transitively, leaves first', async () => {
    const { parent, child } = await family();
    const user = await job([child.file]);
    const last = await job([user.file, parent.file]);
    await job();
    const found = numbers(await deletion.dependants(SYSTEM, parent.id));
    expect([...found].sort()).toEqual([child.number, user.number, last.number].sort());
    expect(found.indexOf(last.number)).toBeLessThan(found.indexOf(user.number));
    expect(found.indexOf(user.number)).toBeLessThan(found.indexOf(child.number));
    expect(await deletion.dependants(SYSTEM, last.id)).toEqual([]);
  });

  it('refuses to delete a job whose files others use, and names them', async () => {
    const maker = await job();
    const user = await job([maker.file]);
    const before = await left();
    await expect(deletion.deleteJob(SYSTEM, maker.id)).rejects.toMatchObject({
      code: 'files-in-use',
      message: expect.stringContaining(`${user.number} (The scripted)`),
      details: { jobs: [{ id: user.id, number: user.number, title: 'The scripted' }] },
    });
    expect(await left()).toEqual(before);
    expect(await deletion.deleteJob(SYSTEM, maker.id, { withDependants: true })).toEqual({ jobs: 2, files: 2 });
    expect(await left()).toEqual([]);
  });

  it('deletes a job with its children, and what was imported for it alone', async () => {
    const { parent, child } = await family();
    const [own, shared] = [await upload('own.txt'), await upload('shared.txt')];
    for (const one of [own, shared]) await files.registerInputFile(SYSTEM, child.id, one.id, 'data');
    const other = await job([shared]);
    expect(await deletion.deleteJob(SYSTEM, parent.id)).toEqual({ jobs: 2, files: 3 });
    const directory = (await left())[0]?.split('/')[0] ?? '';
    expect(await left()).toEqual([`${directory}/imported-files/shared.txt`, `${directory}/${other.file.path}`]);
    await deletion.deleteJob(SYSTEM, other.id);
    expect([await left(), await rows()]).toEqual([[], [0, 0, 0, 0, 0, 0, 0, 0, 0]]);
  });

  it('deletes nothing that runs, and only for who may', async () => {
    task.script = untilAborted;
    const { id } = await app.jobs.start(SYSTEM, app.request('scripted', { workspaceId }));
    await app.until(id, 'RUNNING');
    await expect(deletion.deleteJob(SYSTEM, id)).rejects.toMatchObject({ code: 'job-live' });
    await app.jobs.cancel(SYSTEM, id);
    await app.until(id, 'CANCELLED');
    const viewer: Actor = { kind: 'user', userId: null, name: 'v', role: 'viewer', workspaceRoles: {} };
    await expect(deletion.deleteJob(viewer, id)).rejects.toThrow(ForbiddenError);
    await deletion.deleteJob(SYSTEM, id);
  });

  it('by age removes files too; a job whose files a younger one uses stays', async () => {
    const [used, old] = [await job(), await job()];
    const user = await job([used.file]);
    for (const { id } of [used, old]) await age(id, 11 * DAY_MS);
    const unused = await upload('never used.txt');
    await app.source.manager.update(File, { id: unused.id }, { createdAt: new Date(Date.now() - 11 * DAY_MS) });
    await upload('new.txt');
    expect((await app.get(JobRetention).apply()).jobs).toBe(1);
    expect((await left()).map((path) => path.split('/').slice(1).join('/')).sort()).toEqual(
      ['imported-files/new.txt', used.file.path, user.file.path].sort(),
    );
  });

  it('leaves what a job that waits, or a schedule, names as its input', async () => {
    const [waited, scheduled] = [await upload('waited.txt'), await upload('scheduled.txt')];
    const parameters = { title: `of ${waited.id}` };
    const { id } = await app.jobs.start(SYSTEM, app.request('scripted', { workspaceId, parameters, manual: true }));
    const times = { workspaceId, task: 'scripted', cron: '0 3 * * *' };
    await app.get(ScheduleService).create(SYSTEM, { ...times, parameters: { title: scheduled.id } });
    const reader = await job([waited, scheduled]);
    expect(await deletion.deleteJob(SYSTEM, reader.id)).toEqual({ jobs: 1, files: 1 });
    await app.get(JobRetention).cleanup(SYSTEM, { maxAgeHours: 0 });
    await expect(files.delete(SYSTEM, waited.id)).rejects.toMatchObject({ code: 'file-in-use' });
    expect((await left()).map((path) => path.split('/').at(-1))).toEqual(['scheduled.txt', 'waited.txt']);
    await app.jobs.cancel(SYSTEM, id);
    await files.delete(SYSTEM, waited.id);
  });

  it('by hand by age in hours, counted and audited', async () => {
    const old = await job();
    await job();
    await age(old.id, 3 * HOUR_MS);
    const retention = app.get(JobRetention);
    expect(await retention.cleanup(SYSTEM, { maxAgeHours: 2 })).toEqual({ jobs: 1, files: 1 });
    await expect(retention.cleanup(SYSTEM, { maxAgeHours: -1 })).rejects.toThrow(InvalidInputError);
    const operator: Actor = { ...SYSTEM, kind: 'user', role: 'operator' };
    await expect(retention.cleanup(operator, { maxAgeHours: 2 })).rejects.toThrow(ForbiddenError);
  });

  it('leaves no bytes for ever when the process dies between the rows and the bytes', async () => {
    const { id } = await job();
    const remove = jest.spyOn(app.get(FileStore), 'deletePrefix').mockRejectedValue(new Error('the power went'));
    await deletion.deleteJob(SYSTEM, id);
    expect([await app.source.manager.countBy(File, { jobId: id }), (await left()).length]).toEqual([0, 1]);
    remove.mockRestore();
    await app.get(JobRetention).apply();
    expect([await left(), await app.source.manager.count(FileRemoval)]).toEqual([[], 0]);
  });

  it('leaves no bytes for ever of an import whose process died', async () => {
    const directory = (await job()).file && (await left())[0]?.split('/')[0];
    const place = `${directory}/imported-files/half.txt`;
    await app.get(FileStore).put(place, Readable.from([Buffer.from('x')]));
    await app.source.manager.insert(FileRemoval, { id: newId(), place, dueAt: new Date(Date.now() - 1000), tries: 0 });
    await app.get(JobRetention).apply();
    expect((await left()).some((path) => path.endsWith('half.txt'))).toBe(false);
    expect(await upload('half.txt')).toMatchObject({ name: 'half.txt' });
  });

  it('removes nothing that came to stand in a place which another process had removed meanwhile', async () => {
    const unused = [await upload('one.txt'), await upload('two.txt')];
    const createdAt = new Date(Date.now() - 11 * DAY_MS);
    for (const { id } of unused) await app.source.manager.update(File, { id }, { createdAt });
    const remove = jest.spyOn(app.get(FileStore), 'delete').mockImplementationOnce(async (key) => {
      await app.get(FileRemovals).sweep();
      await upload(key.endsWith('one.txt') ? 'two.txt' : 'one.txt', 'new');
    });
    await app.get(FileRetention).deleteUnused(new Date(Date.now() - 10 * DAY_MS));
    remove.mockRestore();
    const [kept] = await app.source.manager.findBy(File, { workspaceId });
    expect((await left()).some((path) => path.endsWith(kept?.path ?? 'none'))).toBe(true);
  });

  it('a workspace does not go under a job that is being started just then', async () => {
    const workspaces = app.get(WorkspaceService);
    let deleted: Promise<unknown> = Promise.resolve();
    const { id } = await app.transactions.run(async (tx) => {
      const request = app.request('scripted', { workspaceId, manual: true });
      const started = await app.get(JobCreator).create(tx, SYSTEM, request);
      const refused = () =>
        workspaces.delete(SYSTEM, workspaceId, { withContents: true }).catch((error: unknown) => error);
      deleted = outsideTransactions(refused);
      await Promise.race([deleted, delay(300)]);
      return started;
    });
    expect(await deleted).toMatchObject({ code: 'jobs-live' });
    await app.jobs.cancel(SYSTEM, id);
  });

  it('a workspace of 1,000 jobs goes without a file or a row left', async () => {
    const made = await job([await upload('read.txt')]);
    const clones = Array.from({ length: 999 }, (_, at) => {
      const number = String(at + 2);
      const directory = `jobs/job_${number}`;
      const row = { ...made, id: newId(), number, numberKey: `k${number.padStart(5, '0')}`, directory };
      delete (row as Partial<typeof row>).file;
      return { row, file: { ...made.file, id: newId(), jobId: row.id, path: `${directory}/made.txt` } };
    });
    const root = (await left())[0]?.split('/')[0] ?? '';
    const store = app.get(FileStore);
    for (const { file } of clones) await store.put(`${root}/${file.path}`, Readable.from([Buffer.from('x')]));
    for (let at = 0; at < clones.length; at += 100) {
      const some = clones.slice(at, at + 100);
      await app.transactions.run(async (tx) => {
        const manager = managerOf(tx);
        await manager.insert(Job, some.map(({ row }) => row)); // prettier-ignore
        await manager.insert(File, some.map(({ file }) => file)); // prettier-ignore
        await manager.insert(FileUse, some.map(({ file, row }) => ({ ...{ fileId: file.id, jobId: row.id, role: 'out', parameterName: 'made' } as const }))); // prettier-ignore
        await manager.insert(JobLog, some.map(({ row }) => ({ jobId: row.id, seq: 1, at: new Date(), level: 'info' as const, message: 'x', bytes: 1 }))); // prettier-ignore
        await manager.insert(Indicator, some.map(({ row }) => ({ jobId: row.id, name: 'n', kind: 'number', numberValue: 1, textValue: null }))); // prettier-ignore
      });
    }
    const workspaces = app.get(WorkspaceService);
    expect((await left()).length).toBe(1001);
    expect(await workspaces.holdings(SYSTEM, workspaceId)).toEqual(
      expect.arrayContaining([
        { what: 'jobs', count: 1000 },
        { what: 'imported files', count: 1 },
      ]),
    );
    await workspaces.delete(SYSTEM, workspaceId, { withContents: true });
    expect([await left(), await readdir(dir)]).toEqual([[], ['.incoming']]);
    expect(await rows()).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 0]);
  });
});
