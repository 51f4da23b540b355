import { beforeAll, describe, expect, it, jest } from '@jest/globals';
import { AuditEntry } from '../../src/audit/audit-entry.entity.js';
import { SYSTEM, type Actor } from '../../src/common/actor.js';
import { ForbiddenError, InvalidInputError, NotFoundError } from '../../src/common/errors.js';
import { file, flag, list, number, object, text } from '../../src/containers/schema.js';
import { JobEdits } from '../../src/jobs/job-edits.js';
import type { Job } from '../../src/jobs/job.entity.js';
import { SlotTakenError } from '../../src/jobs/slot-taken.error.js';
import { TaskRuns, type RunRequest } from '../../src/jobs/task-runs.js';
import type { JobAddress, TaskDefinition } from '../../src/jobs/task.js';
import { catalogueUrl, TEST_ENGINES } from '../support/engines.js';
import { jobApp, ScriptedTask, untilAborted, type JobApp } from '../support/job-app.js';

jest.setTimeout(60_000);

const REPORT = {
  inputs: object({
    about: text({ label: 'What it is about' }),
    pages: number({ label: 'Pages', integer: true, min: 1, default: 3 }),
    tags: list(text(), { label: 'Tags', optional: true }),
  }),
  outputs: object({ length: number({ label: 'Length' }), lines: list(text(), { label: 'Lines' }) }),
  indicators: object({
    words: number({ label: 'Words' }),
    title: text({ label: 'Title' }),
    good: flag({ label: 'Good' }),
  }),
};

/** A task that knows where its subject is at home, what it is called, and that only one of it may run. */
class ReportTask extends ScriptedTask {
  override async address(_actor: Actor, inputs: object): Promise<JobAddress> {
    const { about } = inputs as { about: string };
    if (about === 'nothing') throw new NotFoundError('subject', about);
    return {
      subject: { type: 'book', id: about },
      slot: `book:${about}`,
      title: `Report on ${about}`,
      parameters: { ...inputs, about: about.toLowerCase() },
    };
  }
}

describe.each(TEST_ENGINES)('starting any task on %s', (engine) => {
  let app: JobApp;
  let runs: TaskRuns;
  let edits: JobEdits;
  const report = new ReportTask('report', undefined, REPORT);
  const plain = new ScriptedTask('plain', undefined, {
    inputs: object({ data: file({ label: 'Data', type: 'text/csv', optional: true }) }),
  });

  beforeAll(async () => {
    app = await jobApp(await catalogueUrl(engine), {
      tasks: [report, plain, new ScriptedTask('admins', undefined, { role: 'admin' })],
      env: { SESHAT_HEARTBEAT: '50ms' },
    });
    runs = app.get(TaskRuns);
    edits = app.get(JobEdits);
  });

  const start = (more: Partial<RunRequest> = {}, actor: Actor = SYSTEM): Promise<Job> =>
    runs.run(actor, { task: 'report', parameters: { about: 'Owls' }, ...more });
  const user = (role: Actor['role']): Actor => ({ ...SYSTEM, kind: 'user', userId: 'u', name: 'Ann', role });

  describe('run', () => {
    it('makes a job in the default workspace, addressed as the task says', async () => {
      report.script = async () => ({});
      const job = await start();
      expect(job).toMatchObject({
        status: 'PENDING',
        workspaceId: app.workspaceId,
        title: 'Report on Owls',
        subjectType: 'book',
        subjectId: 'Owls',
        slot: 'book:Owls',
        originId: null,
      });
      expect(await app.until(job.id)).toMatchObject({ status: 'COMPLETED' });
    });

    it('tells the task its inputs with defaults filled in, and keeps what was given beside what it became', async () => {
      const told: unknown[] = [];
      report.script = async (context, parameters) => {
        told.push(parameters, context.inputs.get('pages'), context.job.task);
        return {};
      };
      const job = await app.until((await start({ parameters: { about: 'Owls', pages: 5 }, title: 'Mine' })).id);
      expect(told).toEqual([{ about: 'owls', pages: 5 }, 5, 'report']);
      expect(job).toMatchObject({ title: 'Mine', parameters: { about: 'owls', pages: 5 } });
      const { parameters, parametersAfter } = await app.until((await runs.run(SYSTEM, { task: 'plain' })).id);
      expect({ parameters, parametersAfter }).toEqual({ parameters: {}, parametersAfter: {} });
    });

    it('keeps what the task answers as its outputs where it declares them, and what it has set', async () => {
      report.script = async (context) => {
        context.outputs.set('lines', ['one', 'two']);
        return { length: 12, lines: ['never kept'], more: true };
      };
      const job = await app.until((await start()).id);
      expect(job.outputs).toEqual({ length: 12, lines: ['one', 'two'] });
      expect(job.result).toEqual({ length: 12, lines: ['never kept'], more: true });
    });

    it('names the task that was probably meant, and every input that is wrong', async () => {
      await expect(start({ task: 'reprot' })).rejects.toThrow(/did you mean report\?/);
      const wrong = await start({ parameters: { pages: 0, colour: 'red' } }).catch((error: unknown) => error);
      expect(wrong).toBeInstanceOf(InvalidInputError);
      expect((wrong as InvalidInputError).problems.map(({ path }) => path).sort()).toEqual([
        'about',
        'colour',
        'pages',
      ]);
      await expect(start({ parameters: { about: 'nothing' } })).rejects.toBeInstanceOf(NotFoundError);
    });

    it('refuses a path of this machine unless our own code gave it', async () => {
      const parameters = { data: { path: '/etc/passwd' } };
      await expect(runs.run(SYSTEM, { task: 'plain', parameters })).rejects.toMatchObject({
        problems: [{ path: 'data.path' }, { path: 'data' }],
      });
    });

    it('keeps to the role of the task', async () => {
      await expect(start({}, user('viewer'))).rejects.toBeInstanceOf(ForbiddenError);
      await expect(runs.run(user('operator'), { task: 'admins' })).rejects.toBeInstanceOf(ForbiddenError);
    });

    it('refuses a second one of the same slot, naming the live job', async () => {
      report.script = untilAborted;
      const first = await start();
      const refused = await start().catch((error: unknown) => error);
      expect(refused).toBeInstanceOf(SlotTakenError);
      expect((refused as SlotTakenError).holder.jobId).toBe(first.id);
      await app.jobs.cancel(SYSTEM, first.id);
      await app.until(first.id);
    });

    it('fails a run that measures what its task does not declare, or another kind of it', async () => {
      report.script = async (context) => (context.indicator('pages', 1), {});
      expect((await app.until((await start()).id)).errorMessage).toContain('declares no indicator "pages"');
      report.script = async (context) => (context.indicator('words', 'many'), {});
      expect((await app.until((await start()).id)).errorMessage).toContain('declared as a number, not as a text');
    });
  });

  describe('retry and clone', () => {
    it('make a new job with the parameters of the old one, and say where it comes from', async () => {
      report.script = async () => Promise.reject(new Error('no luck'));
      const failed = await app.until((await start({ parameters: { about: 'Owls', pages: 9 }, title: 'Mine' })).id);
      report.script = async (_context, parameters) => ({ parameters });
      const retried = await app.until((await runs.retry(SYSTEM, failed.id)).id);
      expect(retried).toMatchObject({
        status: 'COMPLETED',
        title: 'Mine',
        originId: failed.id,
        originKind: 'retry',
        result: { parameters: { about: 'owls', pages: 9 } },
      });
      expect(await app.row(failed.id)).toMatchObject({ status: 'FAILED' });
      const changes = { title: 'Shorter', parameters: { pages: 1 } };
      const cloned = await app.until((await runs.clone(SYSTEM, failed.id, changes)).id);
      expect(cloned).toMatchObject({ title: 'Shorter', originId: failed.id, originKind: 'clone' });
      expect(cloned.result).toEqual({ parameters: { about: 'owls', pages: 1 } });
    });

    it('retries only what has ended; both refuse who may not run the task, and wrong changes', async () => {
      report.script = untilAborted;
      const live = await start();
      await expect(runs.retry(SYSTEM, live.id)).rejects.toMatchObject({ code: 'job-live' });
      await expect(runs.clone(user('editor'), live.id)).rejects.toBeInstanceOf(ForbiddenError);
      await expect(runs.clone(SYSTEM, live.id, { parameters: { pages: 0 } })).rejects.toBeInstanceOf(InvalidInputError);
      await app.jobs.cancel(SYSTEM, live.id);
      await app.until(live.id);
    });

    it('start a batch anew with all its children', async () => {
      report.script = async () => ({});
      const requests = await Promise.all(
        ['Owls', 'Rats'].map((about) => runs.addressed(SYSTEM, { task: 'report', parameters: { about } })),
      );
      const batch = { task: 'report', title: 'Both', parameters: {}, workspaceId: app.workspaceId };
      const { parent } = await app.jobs.startBatch(SYSTEM, batch, requests);
      await app.until(parent?.id ?? '');
      const again = await app.until((await runs.retry(SYSTEM, parent?.id ?? '')).id);
      expect(again).toMatchObject({ status: 'COMPLETED', title: 'Both', originKind: 'retry', childCount: 2 });
    });
  });

  describe('what people write about a job', () => {
    it('is its title, its evaluation and comments, kept as they are and audited', async () => {
      report.script = async () => ({});
      const { id } = await app.until((await start()).id);
      const edited = await edits.update(user('editor'), id, {
        title: ' The best ',
        comments: '<b>good</b>',
        evaluation: 'best',
      });
      expect(edited).toMatchObject({ title: 'The best', comments: '<b>good</b>', evaluation: 'best' });
      expect(await edits.update(SYSTEM, id, { comments: null })).toMatchObject({ title: 'The best', comments: null });
      expect(await app.source.manager.countBy(AuditEntry, { action: 'job.update', subjectId: id })).toBe(2);
    });

    it('has limits, and asks for the role of an editor', async () => {
      const { id } = await app.until((await start()).id);
      const wrong = { title: ' ', comments: 'x'.repeat(20_001), evaluation: 'nice' as 'best' };
      await expect(edits.update(SYSTEM, id, wrong)).rejects.toMatchObject({
        problems: [{ path: 'title' }, { path: 'comments' }, { path: 'evaluation' }],
      });
      await expect(edits.update(user('viewer'), id, { title: 'x' })).rejects.toBeInstanceOf(ForbiddenError);
    });
  });
});

describe('what a task declares', () => {
  const boot = async (more: Partial<TaskDefinition>): Promise<unknown> =>
    jobApp(await catalogueUrl('sqlite'), { tasks: [new ScriptedTask('wanting', undefined, more)] });

  it('is proven complete when the process starts', async () => {
    await expect(boot({ title: ' ' })).rejects.toThrow(
      'The task wanting (ScriptedTask) is not complete: it needs a title',
    );
    await expect(boot({ role: 'nobody' as 'admin' })).rejects.toThrow('its role must be one of viewer, editor');
    await expect(boot({ inputs: object({ a: text() }) })).rejects.toThrow('inputs.a: it needs a label');
    await expect(boot({ indicators: object({ a: list(text(), { label: 'A' }) }) })).rejects.toThrow(
      'indicators.a: it must be a number, a text or a flag',
    );
    await expect(boot({ outputs: undefined })).rejects.toThrow('it needs outputs: an object schema');
    await expect(boot({ inputs: object({ a: number({ label: 'A', min: 1, default: 0 }) }) })).rejects.toThrow(
      'inputs.a: The default is refused',
    );
  });
});
