import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { SYSTEM } from '../../src/common/actor.js';
import { InvalidInputError } from '../../src/common/errors.js';
import { FileQueries } from '../../src/jobs/files/file-queries.js';
import { JobIndicators } from '../../src/jobs/indicators/job-indicators.js';
import type { Job } from '../../src/jobs/job.entity.js';
import { TaskRegistry } from '../../src/jobs/registry/task-registry.js';
import { TaskRuns } from '../../src/jobs/task-runs.js';
import type { CommandResult } from '../../src/tasks/command/command-result.js';
import { commandApp, fileOf, scripted, type CommandApp } from '../support/command-app.js';
import { TEST_ENGINES } from '../support/engines.js';
import { temporaryDirectory } from '../support/temporary-directory.js';

const COUNT = `
  const fs = require('fs');
  const [, table, mode, report] = process.argv;
  const lines = fs.readFileSync(table, 'utf8').trimEnd().split('\\n');
  console.log('mode', mode, 'in', process.cwd() === process.env.HOME);
  console.log('rows: ' + lines.length);
  console.error('careful');
  fs.writeFileSync(report, lines.join(';'));
  fs.mkdirSync('parts');
  lines.forEach((line, index) => fs.writeFileSync('parts/' + index + '.part', line));
  fs.symlinkSync('/etc/passwd', 'parts/9.part');
  fs.writeFileSync('left.over', 'not declared');
`;
const COMMANDS = fileOf(
  scripted(
    'count',
    COUNT,
    {
      role: 'editor',
      timeLimit: '1m',
      inputs: {
        table: { kind: 'file', label: 'Table', type: 'text/csv', extension: '.csv' },
        mode: { kind: 'text', choices: ['fast', 'thorough'], default: 'fast' },
        weight: { kind: 'number', min: -5, max: 5, optional: true },
      },
      outputs: {
        report: { file: 'out.txt', type: 'text/plain', extension: '.txt' },
        parts: { pattern: 'parts/*.part', type: 'text/plain' },
        notes: { file: 'notes.txt', type: 'text/plain', optional: true },
      },
      indicators: { rows: { kind: 'number', label: 'Rows', pattern: '^rows: (\\d+)$' } },
    },
    ['{files.table}', '{inputs.mode}', '{outputs.report}'],
  ),
  scripted('echo', 'console.log(JSON.stringify(process.argv.slice(1)))', { inputs: { text: { kind: 'text' } } }, [
    '{inputs.text}',
  ]),
  scripted('fails', "console.log('so far'); console.error('no such luck'); process.exit(3)"),
  scripted('finds-nothing', 'process.exit(1)', { success: [0, 1] }),
  scripted('forgets', '0', { outputs: { report: { file: 'out.txt' } } }),
  scripted('cat', 'process.stdin.pipe(process.stdout)', {
    stdin: 'Dear {inputs.who},\n',
    inputs: { who: { kind: 'text' } },
  }),
  scripted('dies', "process.kill(process.pid, 'SIGSEGV')"),
);

describe.each(TEST_ENGINES)('command tasks, on a catalogue of %s', (engine) => {
  let commands: CommandApp;
  beforeAll(async () => {
    commands = await commandApp(COMMANDS, { engine });
  });

  it('are tasks like any other', () => {
    const { definition } = commands.app.get(TaskRegistry).get('count');
    expect(definition).toMatchObject({ name: 'count', title: 'The count', role: 'editor', maxRunMs: 60_000 });
    expect(Object.keys(definition.inputs.fields)).toEqual(['table', 'mode', 'weight']);
    expect(Object.keys(definition.outputs.fields)).toEqual(['stdout', 'stderr', 'report', 'parts', 'notes']);
  });

  it('import their files, run in the directory of the job, and leave files and indicators behind', async () => {
    const path = join(temporaryDirectory('input'), 'rows.csv');
    writeFileSync(path, 'a\nb\nc\n');
    const request = { task: 'count', parameters: { table: { path } }, localFiles: true };
    const job = await commands.app.ended((await commands.app.get(TaskRuns).run(SYSTEM, request)).id);
    expect([job.status, job.errorMessage]).toEqual(['COMPLETED', null]);
    const { stdout, stderr, returnCode, outputFiles, totalSize } = job.result as CommandResult;
    expect({ stdout, stderr, returnCode }).toEqual({
      stdout: 'mode fast in true\nrows: 3\n',
      stderr: 'careful\n',
      returnCode: 0,
    });
    expect(outputFiles.map(({ name, output, size }) => [name, output, size])).toEqual([
      ['stdout.txt', 'stdout', 26],
      ['stderr.txt', 'stderr', 8],
      ['out.txt', 'report', 5],
      ['0.part', 'parts[0]', 1],
      ['1.part', 'parts[1]', 1],
      ['2.part', 'parts[2]', 1],
    ]);
    expect(totalSize).toBe(42);
    expect(await filesOf(job)).toEqual(['in rows.csv', ...outputFiles.map(({ name }) => `out ${name}`)].sort());
    expect(await commands.app.get(JobIndicators).valuesOf(SYSTEM, job.id)).toEqual({ returnCode: 0, rows: 3 });
    expect(await commands.log(job)).toMatch(/INFO {2}Running .*\n(.*\n)*INFO {2}rows: 3\n(.*\n)*/);
    expect(await commands.log(job)).toContain('WARN  careful');
  });

  it('get each value as one argument, whatever it holds', async () => {
    const text = 'a b; "$(id)" \'`id`\' | & > \\ \n*';
    const job = await commands.run('echo', { text });
    expect(JSON.parse((job.result as CommandResult).stdout)).toEqual([text]);
  });

  it('are refused at the start when a value would be an option, or does not fit', async () => {
    await expect(commands.start('echo', { text: '--eval=1' })).rejects.toThrow(InvalidInputError);
    await expect(commands.start('count', { mode: 'fats' })).rejects.toMatchObject({
      problems: [expect.objectContaining({ path: 'table' }), expect.objectContaining({ path: 'mode' })],
    });
  });

  it('fail with the return code and the end of standard error; their files are kept', async () => {
    const job = await commands.run('fails');
    expect(job).toMatchObject({ status: 'FAILED', errorCode: 'command-failed' });
    expect(job.errorMessage).toMatch(/ended with return code 3: no such luck$/);
    expect(await filesOf(job)).toEqual(expect.arrayContaining(['out stderr.txt', 'out stdout.txt']));
    expect(await commands.app.get(JobIndicators).valuesOf(SYSTEM, job.id)).toEqual({ returnCode: 3 });
  });

  it('succeed with the return codes that are declared', async () => {
    expect(await commands.run('finds-nothing')).toMatchObject({ status: 'COMPLETED', result: { returnCode: 1 } });
  });

  it('fail when an output is missing, or a signal ends the program', async () => {
    expect(await commands.run('forgets')).toMatchObject({
      errorCode: 'command-output-missing',
      errorMessage: 'The program ended well but did not write report (out.txt).',
    });
    expect((await commands.run('dies')).errorMessage).toMatch(/was ended by SIGSEGV/);
  });

  it('read what is written to them', async () => {
    expect((await commands.run('cat', { who: '-x {y}' })).result).toMatchObject({ stdout: 'Dear -x {y},\n' });
  });

  async function filesOf({ id }: Job): Promise<string[]> {
    const files = await commands.app.get(FileQueries).ofJob(SYSTEM, id);
    return files.map(({ role, file }) => `${role} ${file.name}`).sort();
  }
});

describe('a server with a file of commands', () => {
  it('does not start when something is wrong in it, and says all of it by line', async () => {
    const text = 'commands:\n  - name: a\n    titel: A\n    program: /nowhere\n';
    const start = commandApp(text);
    await expect(start).rejects.toThrow(InvalidInputError);
    await expect(start).rejects.toThrow(
      /commands\.yaml are wrong in 5 places:\n {2}line 2, commands\[0\]: It needs "title"/,
    );
  });

  it('does not start when a command takes the name of a task', async () => {
    await expect(commandApp(fileOf(scripted('db-elements', '0')))).rejects.toThrow('both named "db-elements"');
  });

  it('does not start without the file, or with one that everybody may write to', async () => {
    const file = join(temporaryDirectory('commands'), 'open.yaml');
    const env = { SESHAT_COMMANDS_FILE: file };
    await expect(commandApp('', { env })).rejects.toThrow('cannot be read');
    writeFileSync(file, COMMANDS);
    chmodSync(file, 0o666);
    await expect(commandApp('', { env })).rejects.toThrow('Everybody may write to');
  });
});
