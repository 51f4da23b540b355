import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { beforeAll, describe, expect, it, jest } from '@jest/globals';
import { SYSTEM, type Actor } from '../../src/common/actor.js';
import { ForbiddenError, InvalidInputError, NotFoundError } from '../../src/common/errors.js';
import { Container } from '../../src/containers/container.js';
import { file, flag, list, number, object, text as textField } from '../../src/containers/schema.js';
import { FileImport } from '../../src/jobs/files/file-import.entity.js';
import { FileQueries } from '../../src/jobs/files/file-queries.js';
import { FileRemoval } from '../../src/jobs/files/file-removal.entity.js';
import { FileType } from '../../src/jobs/files/file-type.entity.js';
import { FileUse } from '../../src/jobs/files/file-use.entity.js';
import { File } from '../../src/jobs/files/file.entity.js';
import { Gleaning } from '../../src/jobs/files/gleaning.js';
import { JobFiles } from '../../src/jobs/files/job-files.js';
import { RunFiles, type RunContainers } from '../../src/jobs/files/run-files.js';
import { Indicator } from '../../src/jobs/indicators/indicator.entity.js';
import type { Job } from '../../src/jobs/job.entity.js';
import { JobDeletion } from '../../src/jobs/retention/job-deletion.js';
import { WorkspaceService } from '../../src/workspaces/workspace.service.js';
import { Workspace } from '../../src/workspaces/workspace.entity.js';
import { catalogueUrl, TEST_ENGINES } from '../support/engines.js';
import { jobApp, ScriptedTask, type JobApp, type Script } from '../support/job-app.js';
import { s3Server } from '../support/s3-server.js';
import { temporaryDirectory } from '../support/temporary-directory.js';

jest.setTimeout(60_000);

const csv = file({ type: 'text/csv', extension: '.csv', label: 'Table' });
const SCHEMAS = {
  inputs: object({
    title: textField({ label: 'Title', default: 'untitled' }),
    data: file({ label: 'Data', type: 'text/csv', optional: true }),
  }),
  outputs: object({
    table: csv,
    note: file({ label: 'Note', type: 'text/plain', extension: '.txt', optional: true }),
    pages: list(file({ label: 'Page', type: 'text/html', extension: '.html' }), { label: 'Pages' }),
    rows: number({ label: 'Rows', optional: true }),
  }),
};
const typed = (outputs: Container): Container<typeof SCHEMAS.outputs> => outputs as never;

const sha256 = (content: string): string => createHash('sha256').update(content).digest('hex');
const bytes = (content: string): Readable => Readable.from([Buffer.from(content)]);
const viewer: Actor = { kind: 'user', userId: null, name: 'vera', role: 'viewer', workspaceRoles: {} };
const nobody: Actor = { ...viewer, name: 'nobody', role: null };

describe.each(TEST_ENGINES)('files of jobs on %s', (engine) => {
  let app: JobApp;
  let files: JobFiles;
  let queries: FileQueries;
  /** The workspace's directory on disk. */
  let root: string;
  const here = temporaryDirectory('given');
  const plain = new ScriptedTask('plain');
  const maker = new ScriptedTask('maker', undefined, SCHEMAS);

  beforeAll(async () => {
    const dir = temporaryDirectory('files');
    app = await jobApp(await catalogueUrl(engine), { tasks: [plain, maker], env: { SESHAT_FILES_DIR: dir } });
    files = app.get(JobFiles);
    queries = app.get(FileQueries);
    const { directory } = await app.source.manager.findOneByOrFail(Workspace, { id: app.workspaceId });
    root = join(dir, directory);
  });

  const run = async (script: Script, parameters: object = {}): Promise<Job> => {
    maker.script = script;
    const { id } = await app.jobs.start(SYSTEM, app.request('maker', { parameters }));
    return app.until(id);
  };
  const given = async (name: string, content: string): Promise<string> => {
    const path = join(here, name);
    await writeFile(path, content);
    return path;
  };
  const firstOf = async (id: string): Promise<File> => {
    const [first] = await queries.ofJob(SYSTEM, id);
    if (!first) throw new Error('The job has no file.');
    return first.file;
  };
  const ofJob = async (id: string): Promise<string[]> =>
    (await queries.ofJob(SYSTEM, id)).map(
      ({ role, parameterName, file: { path } }) => `${role} ${parameterName} ${path}`,
    );

  describe('a run', () => {
    it('that declares no file touches no disk', async () => {
      const { id } = await app.jobs.start(SYSTEM, app.request('plain'));
      expect(await app.until(id)).toMatchObject({ status: 'COMPLETED', directory: null });
      expect(existsSync(join(root, 'jobs'))).toBe(false);
    });

    it('gets its directory and the names of its outputs before, and has what it wrote registered after', async () => {
      const job = await run(async (context) => {
        const { outputs } = context;
        const { table } = outputs.draft() as { table: { path: string } };
        expect(table.path).toBe(join(await context.directory(), 'table.csv'));
        await writeFile(table.path, 'a,b\n1,2\n');
        typed(outputs).set('rows', 1);
        return {};
      });
      expect(job).toMatchObject({ status: 'COMPLETED', directory: `jobs/job_${job.number}` });
      const made = await firstOf(job.id);
      expect(made).toMatchObject({
        ...{ name: 'table.csv', path: `jobs/job_${job.number}/table.csv`, directory: 'job', type: 'text/csv' },
        ...{ parameterName: 'table', size: 8, sha256: sha256('a,b\n1,2\n'), jobId: job.id },
      });
      expect(await ofJob(job.id)).toEqual([`out table ${made.path}`]);
      expect(job.outputs).toEqual({ table: { id: made.id, name: 'table.csv' }, rows: 1, pages: [] });
      expect(job.parametersAfter).toEqual({ title: 'untitled' });
      expect(await text(await queries.open(viewer, made))).toBe('a,b\n1,2\n');
      expect(await app.source.manager.findOneBy(FileType, { name: 'text/csv' })).toMatchObject({ extension: '.csv' });
    });

    it('names the items of a list by their place, and numbers files of one name', async () => {
      const job = await run(async (context) => {
        for (const part of ['x', 'y']) {
          const path = join(await context.directory(), part, 'page.html');
          await mkdir(join(path, '..'));
          await writeFile(path, part);
          typed(context.outputs).add('pages', { path });
        }
        return {};
      });
      const base = `jobs/job_${job.number}`;
      expect(await ofJob(job.id)).toEqual([`out pages[0] ${base}/x/page.html`, `out pages[1] ${base}/y/page.html`]);
    });

    it('is not failed by one bad file: that one is left out, and the log says why', async () => {
      const outside = await given('precious', 'precious');
      const job = await run(async ({ outputs }) => {
        const { table, note } = outputs.draft() as Record<'table' | 'note', { path: string }>;
        await symlink(outside, table.path);
        await writeFile(note.path, 'good');
        typed(outputs).add('pages', { path: outside });
        return {};
      });
      expect(job.status).toBe('COMPLETED');
      expect((await ofJob(job.id)).map((line) => line.split(' ')[1])).toEqual(['note']);
      expect(job.outputs).toMatchObject({ note: { name: 'note.txt' } });
      expect(job.outputs).not.toHaveProperty('table');
      const log = await app.jobs.logText(SYSTEM, job.id);
      expect(log).toMatch(/table cannot be kept: table\.csv is no plain file/);
      expect(log).not.toContain(here);
    });

    it('that fails leaves a diagnostic, also when it declares no file', async () => {
      for (const task of [maker, plain]) {
        task.script = async (context) => {
          context.redact('hunter2');
          context.log('info', 'almost there with hunter2');
          throw new Error('it broke at hunter2');
        };
        const { id } = await app.jobs.start(SYSTEM, app.request(task.definition.name));
        const job = await app.until(id, 'FAILED');
        const diagnostic = await waitFor(async () => (await queries.ofJob(SYSTEM, id))[0]?.file);
        expect(diagnostic).toMatchObject({ name: 'diagnostic.txt', path: `jobs/job_${job.number}/diagnostic.txt` });
        const content = await text(await queries.open(SYSTEM, diagnostic));
        expect(content).toMatch(/it broke at/);
        expect(content).toMatch(/almost there/);
        expect(content).not.toContain('hunter2');
      }
      plain.script = async () => ({});
    });

    it('writes into a directory of its own after an earlier one was lost: what wakes up late changes nothing', async () => {
      const runs = app.get(RunFiles);
      const { id } = await app.jobs.start(SYSTEM, app.request('plain'));
      const first = Object.assign(await app.until(id), { attempt: 1 });
      const second = { ...first, attempt: 2 };
      const write = async ({ outputs }: RunContainers, content: string): Promise<void> =>
        writeFile(typed(outputs).get('table')?.path ?? '', content);
      const frozen = await runs.open(first, SCHEMAS);
      const other = await runs.open(second, SCHEMAS);
      await write(other, 'published');
      const collected = await runs.collect(second, other);
      await app.transactions.run((tx) => runs.register(tx, second, collected));
      await write(frozen, 'late');
      await runs.collect(first, frozen);
      for (const row of [first, second]) await runs.close(row);
      const made = await firstOf(id);
      expect(made.path).toBe(`jobs/job_${first.number}/attempt_2/table.csv`);
      expect(await text(await queries.open(SYSTEM, made))).toBe('published');
    });
  });

  describe('an input', () => {
    it('given by its id is noted as used, and is there to be read while the run lasts', async () => {
      const uploaded = await files.upload(
        SYSTEM,
        { workspaceId: app.workspaceId, name: 'in.csv', type: 'text/csv' },
        bytes('1'),
      );
      let seen = '';
      const job = await run(async ({ inputs }) => {
        seen = await readFile((inputs.draft() as { data: { path: string } }).data.path, 'utf8');
        return {};
      }, { data: { id: uploaded.id } }); // prettier-ignore
      expect([job.status, seen]).toEqual(['COMPLETED', '1']);
      expect(await ofJob(job.id)).toEqual(['in data imported-files/in.csv']);
      expect(job.parametersAfter).toEqual({ title: 'untitled', data: { id: uploaded.id, name: 'in.csv' } });
      expect(await app.source.manager.countBy(FileUse, { fileId: uploaded.id })).toBe(1);
    });

    it('given by its path is imported, once', async () => {
      const path = await given('measured.csv', 'one,two');
      const first = await run(async () => ({}), { data: { path } });
      const again = await run(async () => ({}), { data: { path: await given('same.csv', 'one,two') } });
      expect(await ofJob(first.id)).toEqual(['in data imported-files/measured.csv']);
      expect(await ofJob(again.id)).toEqual(['in data imported-files/measured.csv']);
      const imported = await firstOf(first.id);
      expect(await app.source.manager.findOneByOrFail(FileImport, { fileId: imported.id })).toMatchObject({
        ...{ sourceName: path, sha256: sha256('one,two'), importedByName: 'system' },
      });
    });

    it('that cannot be had fails the job, and says which it is', async () => {
      const unknown = await run(async () => ({}), { data: { id: '00000000-0000-7000-8000-000000000000' } });
      expect(unknown).toMatchObject({ status: 'FAILED', errorCode: 'not-found' });
      const missing = await run(async () => ({}), { data: { path: join(here, 'missing.csv') } });
      expect(missing).toMatchObject({ status: 'FAILED', errorCode: 'invalid-input' });
      expect(missing.errorMessage).toMatch(/^data: There is no such file/);
    });

    it('is of the job\u2019s workspace, or not at all', async () => {
      const other = await app.get(WorkspaceService).create(SYSTEM, { name: `Other ${engine}` });
      const foreign = await files.upload(
        SYSTEM,
        { workspaceId: other.id, name: 'x.csv', type: 'text/csv' },
        bytes('secret'),
      );
      const job = await run(async () => ({}), { data: { id: foreign.id } });
      expect(job).toMatchObject({ status: 'FAILED', errorCode: 'not-found' });
    });
  });

  describe('an import', () => {
    const upload = (name: string, content: string, type = 'text/plain'): Promise<File> =>
      files.upload(SYSTEM, { workspaceId: app.workspaceId, name, type }, bytes(content));

    it('is kept under a safe name, numbered when that is taken', async () => {
      const names = [];
      for (const [at, name] of ['../../etc/a b.txt', 'a b.txt', 'a b.txt', 'con', '.profile'].entries()) {
        names.push((await upload(name, `n${at}`)).name);
      }
      expect(names).toEqual(['a b.txt', 'a b_1.txt', 'a b_2.txt', '_con', 'profile']);
      expect(await readdir(join(root, 'imported-files'))).toEqual(expect.arrayContaining(names));
    });

    it('of what is there already is that; of another type, or when its bytes are gone, it is new', async () => {
      const first = await upload('first.txt', 'the same');
      expect((await upload('second.txt', 'the same')).id).toBe(first.id);
      expect((await upload('third.csv', 'the same', 'text/csv')).id).not.toBe(first.id);
      await rm(join(root, first.path));
      expect(await upload('first.txt', 'the same')).toMatchObject({ name: 'first_1.txt' });
      await expect(queries.open(SYSTEM, first)).rejects.toMatchObject({ code: 'file-missing' });
    });

    it('by many at once keeps each content once under a name of its own', async () => {
      const contents = Array.from({ length: 12 }, (_, n) => `content ${n}`);
      const made = await Promise.all(contents.map((content) => upload('many.txt', content)));
      expect(new Set(made.map(({ path }) => path)).size).toBe(12);
      for (const [n, { path }] of made.entries()) expect(await readFile(join(root, path), 'utf8')).toBe(contents[n]);
    });

    it('that breaks off, or is too large, leaves nothing', async () => {
      async function* broken(): AsyncGenerator<Uint8Array> {
        yield Buffer.from('half');
        throw new Error('cut off');
      }
      const about = { workspaceId: app.workspaceId, name: 'broken.txt', type: 'text/plain' };
      await expect(files.upload(SYSTEM, about, broken())).rejects.toThrow('cut off');
      expect(existsSync(join(root, 'imported-files', 'broken.txt'))).toBe(false);
      expect(await app.source.manager.count(FileRemoval)).toBe(0);
    });

    it('is for who may edit or run', async () => {
      const about = { workspaceId: app.workspaceId, name: 'x', type: 'text/plain' };
      await expect(files.upload(viewer, about, bytes('x'))).rejects.toThrow(ForbiddenError);
      await expect(files.upload(nobody, about, bytes('x'))).rejects.toThrow(NotFoundError);
      await expect(files.upload(SYSTEM, { ...about, type: 'text' }, bytes('x'))).rejects.toThrow(InvalidInputError);
    });

    it('can be removed while no job uses it', async () => {
      const unused = await upload('unused.txt', 'not needed');
      await files.delete(SYSTEM, unused.id);
      expect(existsSync(join(root, unused.path))).toBe(false);
      await expect(queries.get(SYSTEM, unused.id)).rejects.toThrow(NotFoundError);
      const used = await upload('used.csv', 'needed', 'text/csv');
      await run(async () => ({}), { data: { id: used.id } });
      await expect(files.delete(SYSTEM, used.id)).rejects.toMatchObject({ code: 'file-in-use' });
    });
  });

  describe('by hand', () => {
    let job: Job;
    beforeAll(async () => {
      plain.script = async () => ({});
      job = await app.until((await app.jobs.start(SYSTEM, app.request('plain'))).id);
    });

    it('files are registered: read, imported, made; each use once', async () => {
      const imported = await files.registerImportedFile(SYSTEM, job.id, {
        ...{
          path: await given('hand.csv', 'by hand'),
          type: 'text/csv',
          parameterName: 'HKLIN[0].file',
          annotation: 'mine',
        },
      });
      await files.registerInputFile(SYSTEM, job.id, imported.id, 'other');
      await files.registerInputFile(SYSTEM, job.id, imported.id, 'other');
      const path = join(await files.directory(SYSTEM, job.id), 'made.txt');
      await writeFile(path, 'made');
      const made = await files.registerOutputFile(SYSTEM, job.id, { path, type: 'text/plain', parameterName: 'made' });
      await writeFile(path, 'made anew');
      const again = await files.registerOutputFile(SYSTEM, job.id, { path, type: 'text/plain', parameterName: 'made' });
      expect([again.id, again.size]).toEqual([made.id, 9]);
      const elsewhere = await given('copied.txt', 'a copy');
      await files.registerOutputFile(SYSTEM, job.id, { path: elsewhere, type: 'text/plain', parameterName: 'copy' });
      expect(await ofJob(job.id)).toEqual([
        'in HKLIN[0].file imported-files/hand.csv',
        'in other imported-files/hand.csv',
        `out copy jobs/job_${job.number}/copied.txt`,
        `out made jobs/job_${job.number}/made.txt`,
      ]);
      await expect(files.registerInputFile(viewer, job.id, imported.id, 'x')).rejects.toThrow(ForbiddenError);
    });

    it('gleanAll registers what a job read, made and measured, and links the containers back', async () => {
      const other = await app.until((await app.jobs.start(SYSTEM, app.request('plain'))).id);
      const directory = await files.directory(SYSTEM, other.id);
      await writeFile(join(directory, 'table.csv'), 'x');
      const outputs = Container.of(SCHEMAS.outputs, {
        table: { path: join(directory, 'table.csv'), annotation: 'the table' },
        note: { path: join(directory, 'missing.txt') },
      });
      const inputs = Container.of(SCHEMAS.inputs, { data: { path: await given('gleaned.csv', 'gleaned') } });
      const measures = object({ rows: number(), verdict: textField(), complete: flag() });
      const indicators = Container.of(measures, { rows: 7, verdict: 'good', complete: true });
      const gleaned = await app.get(Gleaning).gleanAll(SYSTEM, other.id, { inputs, outputs, indicators });
      expect(gleaned.outputFiles.map(({ name, annotation }) => [name, annotation])).toEqual([
        ['table.csv', 'the table'],
      ]);
      expect(gleaned.inputUses).toEqual([{ ...{ jobId: other.id, role: 'in', parameterName: 'data' }, fileId: inputs.get('data')?.id }]); // prettier-ignore
      expect(gleaned.kpis).toEqual({ rows: 7, verdict: 'good', complete: true });
      expect([outputs.get('table')?.id, outputs.get('note')]).toEqual([gleaned.outputFiles[0]?.id, undefined]);
      await app.get(Gleaning).gleanAll(SYSTEM, other.id, { inputs, outputs, indicators });
      expect(await app.source.manager.countBy(File, { jobId: other.id })).toBe(1);
      expect(await app.source.manager.countBy(FileUse, { jobId: other.id })).toBe(2);
      expect(await app.source.manager.countBy(Indicator, { jobId: other.id })).toBe(3);
    });
  });

  it('lists files with filters, and shows them to who may see their workspace', async () => {
    const { total, items } = await queries.list(viewer, {
      workspaceId: app.workspaceId,
      type: 'text/csv',
      q: 'MEASURED',
    });
    expect([total, items.map(({ file: { name } }) => name)]).toEqual([1, ['measured.csv']]);
    expect(items[0]?.source?.sourceName).toMatch(/measured\.csv$/);
    expect((await queries.list(nobody)).total).toBe(0);
    await expect(queries.get(nobody, items[0]?.file.id ?? '')).rejects.toThrow(NotFoundError);
  });
});

describe('files of jobs in an S3 bucket', () => {
  it('are brought to the machine that runs the job, and stored from there; nothing stays on it', async () => {
    const s3 = await s3Server();
    const dataDir = temporaryDirectory('data');
    const env = {
      SESHAT_DATA_DIR: dataDir,
      SESHAT_FILES_S3_BUCKET: s3.bucket,
      SESHAT_FILES_S3_ENDPOINT: s3.url,
      SESHAT_FILES_S3_KEY_ID: s3.key.id,
      SESHAT_FILES_S3_SECRET: s3.key.secret,
    };
    const maker = new ScriptedTask('maker', undefined, SCHEMAS);
    const app = await jobApp(await catalogueUrl('sqlite'), { tasks: [maker], env });
    const about = { workspaceId: app.workspaceId, name: 'in.csv', type: 'text/csv' };
    const given = await app.get(JobFiles).upload(SYSTEM, about, bytes('given'));
    maker.script = async ({ inputs, outputs }) => {
      const content = await readFile((inputs.draft() as { data: { path: string } }).data.path, 'utf8');
      await writeFile(typed(outputs).get('table')?.path ?? '', `${content} and made`);
      return {};
    };
    const request = app.request('maker', { parameters: { data: { id: given.id } } });
    const job = await app.until((await app.jobs.start(SYSTEM, request)).id);
    expect(job.status).toBe('COMPLETED');
    const [, made] = await app.get(FileQueries).ofJob(SYSTEM, job.id);
    expect(made?.file).toMatchObject({ path: 'jobs/job_1/table.csv', sha256: sha256('given and made') });
    expect(await text(await app.get(FileQueries).open(SYSTEM, (made ?? { file: given }).file))).toBe('given and made');
    expect([...s3.objects.keys()].map((key) => key.split('/').slice(1).join('/')).sort()).toEqual([
      'imported-files/in.csv',
      'jobs/job_1/table.csv',
    ]);
    await waitFor(async () => ((await readdir(join(dataDir, 'scratch'))).length === 0 ? true : undefined));
    await app.get(JobDeletion).deleteJob(SYSTEM, job.id);
    expect(s3.objects.size).toBe(0);
  });
});

async function waitFor<T>(find: () => Promise<T | undefined>): Promise<T> {
  for (let tries = 0; tries < 500; tries++) {
    const found = await find();
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error('It did not come.');
}
