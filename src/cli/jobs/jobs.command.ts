import { Option, type Command } from 'commander';
import { InvalidInputError, NotFoundError } from '../../common/errors.js';
import { escapeUnseen } from '../../common/text.js';
import { JOB_STATUSES } from '../../jobs/job-status.js';
import { ProgressView } from '../discover/progress-view.js';
import { EXIT, type Commands } from '../output.js';
import { followJob } from './follow-job.js';
import type { DeskJob, JobDesk } from './job-desk.js';
import { jobTable } from './job-table.js';
import { saveFiles } from './save-files.js';
import { withDesk } from './with-desk.js';

interface ListOptions {
  readonly status?: string;
  readonly task?: string;
  readonly q?: string;
  readonly limit: string;
  readonly json?: boolean;
}

const JOB = 'its number, such as 7.2, or its id';
/** The longest page of a list. */
const PAGE = 500;
const UUID = /^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

/** `seshat jobs …`: what runs and ran. */
export function jobsCommand(program: Command, commands: Commands): void {
  const { output, finish } = commands;
  const onJob = (name: string, description: string, work: (desk: JobDesk, job: DeskJob) => Promise<number>): Command =>
    jobs
      .command(name)
      .description(description)
      .argument('<job>', JOB)
      .action(async (text: string) => {
        finish(await withDesk(commands, { work: false }, async (desk) => work(desk, await jobNamed(desk, text))));
      });
  const jobs = program.command('jobs').description('look at jobs, newest first; stop them, run them again');
  jobs
    .command('list', { isDefault: true })
    .description('list jobs')
    .addOption(new Option('--status <status>').choices(JOB_STATUSES.map((status) => status.toLowerCase())))
    .option('--task <task>', 'of this task only')
    .option('-q, --q <text>', 'text to find in the title')
    .option('--limit <count>', 'at most so many', '20')
    .option('--json', 'as JSON')
    .action(async ({ json, limit, ...query }: ListOptions) => {
      if (!/^[1-9]\d{0,2}$/.test(limit) || Number(limit) > 500) throw new InvalidInputError('--limit is 1 to 500.');
      const page = await withDesk(commands, { work: false }, (desk) => desk.list({ ...query, limit: Number(limit) }));
      output.stdout.write(json ? `${JSON.stringify(page, null, 2)}\n` : jobTable(page.jobs, page.total));
      finish(EXIT.ok);
    });
  onJob('show', 'show a job as JSON, with its files', async (desk, job) => {
    output.stdout.write(`${JSON.stringify({ ...job, files: await desk.files(job.id) }, null, 2)}\n`);
    return EXIT.ok;
  });
  onJob('log', "print a job's log", async (desk, { id }) => {
    for (const { timestamp, level, message } of await desk.lines(id, 0))
      output.stdout.write(`${timestamp} ${level.padEnd(5)} ${escapeUnseen(message)}\n`);
    return EXIT.ok;
  });
  onJob(
    'follow',
    'show what a job does until it has ended; an interruption only stops the looking',
    async (desk, job) => {
      const view = new ProgressView(output.stderr);
      const ended = await followJob(desk, job.id, { view, signal: new AbortController().signal, log: true });
      view.close();
      output.stdout.write(`Job ${ended.number}: ${ended.status}\n`);
      return ended.status === 'completed' ? EXIT.ok : EXIT.failed;
    },
  );
  onJob('cancel', 'stop a job and its children', async (desk, { id, number }) => {
    await desk.cancel(id);
    output.stdout.write(`Job ${number} is being cancelled.\n`);
    return EXIT.ok;
  });
  onJob('retry', 'run an ended job again, as a new one (wants a running server)', async (desk, { id, number }) => {
    const again = await desk.retry(id);
    output.stdout.write(`Job ${again.number} repeats job ${number}.\n`);
    return EXIT.ok;
  });
  jobs
    .command('files')
    .description('save the files that a job made')
    .argument('<job>', JOB)
    .argument('[directory]', 'where to', '.')
    .action(async (text: string, directory: string) => {
      await withDesk(commands, { work: false }, async (desk) =>
        saveFiles(desk, (await jobNamed(desk, text)).id, directory, output),
      );
      finish(EXIT.ok);
    });
}

/** Several workspaces may have a job of one number: the newest is meant. */
async function jobNamed(desk: JobDesk, text: string): Promise<DeskJob> {
  if (UUID.test(text)) return desk.get(text);
  // The text may stand in many titles, too.
  for (let offset = 0; ; offset += PAGE) {
    const { total, jobs } = await desk.list({ q: text, limit: PAGE, offset });
    const found = jobs.find(({ number }) => number === text);
    if (found) return desk.get(found.id);
    if (offset + PAGE >= total) throw new NotFoundError('job', `"${escapeUnseen(text)}"`);
  }
}
