import { readFile } from 'node:fs/promises';
import { text as textOf } from 'node:stream/consumers';
import type { Command } from 'commander';
import { DomainError, InvalidInputError, NotFoundError } from '../../common/errors.js';
import { escapeUnseen, nearest } from '../../common/text.js';
import { ProgressView } from '../discover/progress-view.js';
import { withDesk } from '../jobs/with-desk.js';
import { followJob } from '../jobs/follow-job.js';
import type { DeskJob, DeskTask, JobDesk } from '../jobs/job-desk.js';
import { saveFiles } from '../jobs/save-files.js';
import { EXIT, type Commands } from '../output.js';
import { describeInputs, inputsFrom } from './task-inputs.js';

interface RunOptions {
  readonly input: string[];
  readonly inputs?: string;
  readonly title?: string;
  readonly workspace?: string;
  readonly detach?: boolean;
  readonly json?: boolean;
  readonly log: boolean;
  readonly outputDir?: string;
}

const HELP = `
Without a task every task is listed; \`seshat run <task> --describe\` says its inputs. A source is named by its name or id,
a file of this machine as @path. The job runs on the server of the data directory, or here when none runs.
Exit codes: 0 completed, 1 failed or cancelled, 2 wrong usage or inputs.`;

const collect = (value: string, before: string[]): string[] => [...before, value];

/** `seshat run <task>`: runs any task and follows it. */
export function runCommand(program: Command, commands: Commands): void {
  program
    .command('run')
    .description('run a task as a job, and follow it to its end')
    .argument('[task]', 'such as db-elements')
    .option('-i, --input <name=value>', 'an input; may be repeated, also for lists', collect, [])
    .option('--inputs <file>', 'the inputs as one JSON object; - reads it from standard input')
    .option('--title <title>', 'what the job is called')
    .option('--workspace <id>', 'where the job belongs; the default workspace when left out')
    .option('--describe', "say the task's inputs, and run nothing")
    .option('--detach', 'do not wait for the end: print the id of the job (wants a running server)')
    .option('--json', 'print the job as JSON, nothing else on standard output')
    .option('--no-log', "do not show the job's log")
    .option('--output-dir <directory>', 'save the files that the job makes there')
    .addHelpText('after', HELP)
    .action(async (name: string | undefined, options: RunOptions & { describe?: boolean }) => {
      const work = async (desk: JobDesk, remote: boolean): Promise<number> => {
        const tasks = await desk.tasks();
        if (name === undefined) return listTasks(tasks, commands);
        const task = taskNamed(name, tasks);
        if (options.describe) return describe(task, commands);
        if (options.detach && !remote) {
          throw new InvalidInputError('--detach wants a running server: this process would take the job with it.');
        }
        return run(desk, task, options, commands);
      };
      commands.finish(await withDesk(commands, { work: name !== undefined && !options.describe }, work));
    });
}

async function run(desk: JobDesk, task: DeskTask, options: RunOptions, { output }: Commands): Promise<number> {
  const { title, workspace, json = false, log, detach = false, outputDir } = options;
  const lookups = {
    source: (name: string) => desk.source(name),
    file: (path: string, type: string) => desk.send(path, type, workspace),
  };
  const parameters = { ...(await wholeInputs(options.inputs)), ...(await inputsFrom(task, options.input, lookups)) };
  const view = new ProgressView(output.stderr);
  const stop = new AbortController();
  const interrupt = (): void => stop.abort();
  process.on('SIGINT', interrupt).on('SIGTERM', interrupt);
  try {
    const started = await desk.run({ task: task.name, parameters, title, workspace });
    if (detach) {
      output.stdout.write(json ? `${JSON.stringify(started, null, 2)}\n` : `${started.id}\n`);
      return EXIT.ok;
    }
    const job = await followJob(desk, started.id, { view, signal: stop.signal, log: log && !json });
    view.close();
    if (outputDir !== undefined) await saveFiles(desk, job.id, outputDir, output);
    return conclude(job, json, output);
  } finally {
    view.close();
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
  }
}

function conclude(job: DeskJob, json: boolean, { stdout }: Commands['output']): number {
  if (json) {
    stdout.write(`${JSON.stringify(job, null, 2)}\n`);
    return job.status === 'completed' ? EXIT.ok : EXIT.failed;
  }
  const title = `Job ${job.number}, ${escapeUnseen(job.title)}`;
  if (job.status !== 'completed') {
    throw new DomainError(job.error?.code ?? job.status, `${title}: ${job.error?.message ?? `was ${job.status}.`}`);
  }
  const measured = Object.entries(job.indicators).map(([name, value]) => `${name} ${shown(value)}`);
  stdout.write(`${title}: completed${measured.length > 0 ? ` (${escapeUnseen(measured.join(', '))})` : ''}\n`);
  return EXIT.ok;
}

/** Of a number three places: nobody reads more. */
function shown(value: unknown): string {
  return String(typeof value === 'number' ? Number(value.toFixed(3)) : value);
}

async function wholeInputs(from: string | undefined): Promise<object> {
  if (from === undefined) return {};
  const text = from === '-' ? await textOf(process.stdin) : await readFile(from, 'utf8').catch(() => null);
  if (text === null) throw new InvalidInputError(`The file ${escapeUnseen(from)} cannot be read.`);
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  } catch {
    // said below
  }
  throw new InvalidInputError('--inputs wants one JSON object.');
}

function taskNamed(name: string, tasks: readonly DeskTask[]): DeskTask {
  const task = tasks.find((one) => one.name === name);
  if (task) return task;
  const meant = nearest(name, tasks.map((one) => one.name)); // prettier-ignore
  throw new NotFoundError(
    'task',
    meant === null ? `"${escapeUnseen(name)}"` : `"${escapeUnseen(name)}" (did you mean ${meant}?)`,
  );
}

function listTasks(tasks: readonly DeskTask[], { output }: Commands): number {
  for (const { name, description } of tasks) output.stdout.write(`${name.padEnd(24)} ${description}\n`);
  return EXIT.ok;
}

function describe(task: DeskTask, { output }: Commands): number {
  output.stdout.write(`${task.name}: ${task.title}\n${task.description}\nInputs:\n${describeInputs(task)}`);
  return EXIT.ok;
}
