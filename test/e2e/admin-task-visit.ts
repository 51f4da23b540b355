import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { scripted } from '../support/command-app.js';
import { startSeshat, type SeshatProcess } from '../support/seshat-process.js';
import { temporaryDirectory } from '../support/temporary-directory.js';
import { visit, type Visit } from './admin-visit.js';

/** Writes what its label says, so many lines of it, and says what it has done. */
const REPORT = `
  const [out, lines, label, template] = process.argv.slice(1);
  require('node:fs').writeFileSync(out, (template ? require('node:fs').readFileSync(template, 'utf8') : '') + (label + '\\n').repeat(Number(lines)));
  console.log('lines ' + lines);
  console.log('label ' + label);
  if (Number(lines) > 5) console.log('large');
`;
const COMMANDS = [
  scripted(
    'report',
    REPORT,
    {
      title: 'Make a report',
      inputs: {
        lines: { kind: 'number', label: 'Lines', unit: 'lines', integer: true, min: 1, max: 50, default: 3 },
        label: { kind: 'text', label: 'Label', description: 'What each line says.', pattern: '^[a-z ]+$' },
        style: { kind: 'text', label: 'Style', choices: ['plain', 'ornate'], default: 'plain' },
        notes: { kind: 'list', label: 'Notes', of: { kind: 'text' } },
        template: { kind: 'file', label: 'Template', type: 'text/plain', extension: '.txt', optional: true },
      },
      outputs: { report: { file: 'report.txt', type: 'text/plain', label: 'Report' } },
      indicators: {
        lines: { kind: 'number', label: 'Lines written', unit: 'lines', pattern: '^lines (\\d+)' },
        label: { kind: 'text', label: 'What it says', pattern: '^label (.*)' },
        large: { kind: 'flag', label: 'Large', pattern: '^large' },
      },
    },
    ['{outputs.report}', '{inputs.lines}', '{inputs.label}', { when: 'template', args: ['{files.template}'] }],
  ),
  scripted('broken', "console.error('<script>alert(1)</script> cannot'); process.exit(3);", { title: 'Breaks' }),
  scripted('lasting', 'setTimeout(() => {}, 60_000);', { title: 'Takes long' }),
];

/** A signed-in admin of a server that has tasks with inputs of every kind, files and indicators. */
export interface TaskVisit extends Visit {
  readonly seshat: SeshatProcess;
  /** The control of an input of the task's form, such as `steps[0].key`. */
  control(path: string): Locator;
  /** The same with its name, its notes and what is wrong with it. */
  field(path: string): Locator;
  /** Of the job whose page is open. */
  jobId(): string;
  /** Runs the report by its form and waits until its page says that it is done. */
  report(lines: number, label: string): Promise<void>;
}

/** Starts the server with the tasks `report`, `broken` and `lasting`; ended with the test file. */
export async function visitWithTasks(): Promise<TaskVisit> {
  const file = join(temporaryDirectory('commands'), 'commands.json');
  writeFileSync(file, JSON.stringify({ commands: COMMANDS }), { mode: 0o644 });
  const seshat = await startSeshat({ env: { SESHAT_COMMANDS_FILE: file } });
  const admin = await visit(seshat);
  const { page } = admin;
  const control = (path: string): Locator => page.locator(`[id="input-${path}"]`);
  return {
    ...admin,
    seshat,
    control,
    field: (path) => page.locator(`[data-field="input-${path}"]`),
    jobId: () => /\/Job\/records\/([^/]+)\//.exec(page.url())?.[1] ?? '',
    async report(lines, label) {
      await admin.open('/resources/Job/actions/new?task=report');
      await control('lines').fill(String(lines));
      await control('label').fill(label);
      await page.click('button:text-is("Run")');
      await page.locator('[data-job=completed]').waitFor();
    },
  };
}
