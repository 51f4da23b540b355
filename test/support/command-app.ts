import { readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { SYSTEM } from '../../src/common/actor.js';
import type { Engine } from '../../src/common/snapshot.js';
import type { Job } from '../../src/jobs/job.entity.js';
import { TaskRuns } from '../../src/jobs/task-runs.js';
import { discoveryApp, type DiscoveryApp } from './discovery-app.js';
import { temporaryDirectory } from './temporary-directory.js';

/** A server with commands of the test's. */
export interface CommandApp {
  readonly app: DiscoveryApp;
  /** Where the files of jobs lie. */
  readonly files: string;
  /** Starts a command. */
  start(task: string, parameters?: object): Promise<Job>;
  /** Starts it and waits for its end. */
  run(task: string, parameters?: object): Promise<Job>;
  /** The log as text, without times. */
  log(job: Job): Promise<string>;
}

/** The examples of the docs, their programs looked up where this run has them. */
export function exampleCommands(): string {
  const text = readFileSync(join(import.meta.dirname, '../../docs/examples/commands.yaml'), 'utf8');
  const given = process.env.SESHAT_TEST_CLIENTS;
  if (!given) return text;
  const path = [...given.split(delimiter), '/usr/bin', '/bin'];
  return `path: ${JSON.stringify(path)}\n${text}`;
}

/** Starts one on a fresh catalogue; `declarations` is a file of commands. */
export async function commandApp(
  declarations: string,
  { engine = 'sqlite', env = {} }: { engine?: Engine; env?: Readonly<Record<string, string>> } = {},
): Promise<CommandApp> {
  const file = join(temporaryDirectory('commands'), 'commands.yaml');
  writeFileSync(file, declarations, { mode: 0o644 });
  const files = temporaryDirectory('files');
  const own = { SESHAT_COMMANDS_FILE: file, SESHAT_FILES_DIR: files };
  const app = await discoveryApp(engine, { ...own, ...env });
  const start = (task: string, parameters: object = {}): Promise<Job> =>
    app.get(TaskRuns).run(SYSTEM, { task, parameters });
  return {
    app,
    files,
    start,
    run: async (task, parameters) => app.ended((await start(task, parameters)).id),
    log: async ({ id }) => (await app.log(id)).replaceAll(/^\S+Z /gm, ''),
  };
}

/** A command as JSON, which is YAML too: a Node script that gets the arguments. */
export function scripted(name: string, script: string, more: object = {}, argv: readonly unknown[] = []): object {
  const about = { name, title: `The ${name}`, description: 'For tests.' };
  const escaped = script.replaceAll('{', '{{').replaceAll('}', '}}');
  return { ...about, program: process.execPath, argv: ['-e', escaped, '--', ...argv], ...more };
}

/** A file of these commands. */
export function fileOf(...commands: readonly object[]): string {
  return JSON.stringify({ commands });
}
