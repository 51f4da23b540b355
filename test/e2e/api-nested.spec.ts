import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { temporaryDirectory } from '../support/temporary-directory.js';
import { apiApp, type ApiApp } from './api-app.js';
import type { ApiClient, Json } from './api-client.js';

/** Writes its input into two files, and says three things about it. */
const PROGRAM = `
const [one, two, text] = process.argv.slice(2);
const { writeFileSync } = require('node:fs');
writeFileSync(one, text + '\\n'.repeat(3));
writeFileSync(two, JSON.stringify({ text }));
console.log('length ' + text.length);
console.log('loud ' + (text === text.toUpperCase()));
console.log('first ' + text[0]);
`;

const commands = (script: string) => ({
  commands: [
    {
      name: 'two-files',
      title: 'Two files',
      description: 'Writes a text in two ways.',
      program: process.execPath,
      argv: [script, '{outputs.plain}', '{outputs.json}', '{inputs.text}'],
      inputs: { text: { kind: 'text', label: 'Text' } },
      outputs: {
        plain: { file: 'plain.txt', type: 'text/plain', extension: '.txt', label: 'Plain' },
        json: { file: 'data.json', type: 'application/json', extension: '.json', label: 'JSON' },
      },
      indicators: {
        length: { kind: 'number', label: 'Length', pattern: '^length (\\d+)$' },
        loud: { kind: 'flag', label: 'Loud', pattern: '^loud true$' },
        first: { kind: 'text', label: 'First', pattern: '^first (.)$' },
      },
    },
    {
      name: 'copy-file',
      title: 'Copy of a file',
      description: 'Reads a file that another job made.',
      program: 'cp',
      argv: ['{files.from}', '{outputs.copy}'],
      inputs: { from: { kind: 'file', label: 'From', type: 'text/plain' } },
      outputs: { copy: { file: 'copy.txt', type: 'text/plain', extension: '.txt', label: 'Copy' } },
    },
  ],
});

let app: ApiApp;
let admin: ApiClient;
beforeAll(async () => {
  const directory = temporaryDirectory('commands');
  const [script, file] = [join(directory, 'two-files.cjs'), join(directory, 'commands.json')];
  writeFileSync(script, PROGRAM);
  writeFileSync(file, JSON.stringify(commands(script)), { mode: 0o600 });
  // One place: a parent that waits must not keep it from its children.
  app = await apiApp({ env: { SESHAT_COMMANDS_FILE: file, SESHAT_JOBS_CONCURRENCY: '1' } });
  admin = (await app.person('ada', 'admin')).client;
});

const childrenOf = async (id: unknown): Promise<Json[]> =>
  (await admin.get<{ jobs: Json[] }>(`/api/jobs?parent=${String(id)}`)).body.jobs;

describe('jobs three deep, by REST alone', () => {
  let top: Json;
  let leaf: Json;
  beforeAll(async () => {
    const inner = [{ key: 'write', task: 'two-files', inputs: JSON.stringify({ text: 'LOUD' }) }];
    const steps = [{ key: 'inner', task: 'pipeline', inputs: JSON.stringify({ steps: inner }) }];
    const started = await admin.post('/api/run', { task: 'pipeline', parameters: { steps } });
    expect(started.status).toBe(202);
    top = await admin.ended(String(started.body.id));
    const [middle] = await childrenOf(top.id);
    const [found] = await childrenOf(middle?.id);
    leaf = (await admin.get(`/api/jobs/${String(found?.id)}`)).body;
    expect(middle).toMatchObject({ number: `${String(top.number)}.1`, parentId: top.id });
  });

  it('are numbered n, n.1 and n.1.1, and complete with one place in the process', () => {
    expect(top).toMatchObject({ status: 'completed', task: 'pipeline' });
    expect(leaf).toMatchObject({ status: 'completed', number: `${String(top.number)}.1.1`, task: 'two-files' });
    expect(leaf.directory).toBe(`jobs/job_${String(top.number)}/job_1/job_1`);
  });

  it('leave their files, each to be downloaded with its checksum', async () => {
    const { body } = await admin.get<{ items: Json[] }>(`/api/jobs/${String(leaf.id)}/files`);
    const made = body.items.filter(({ name }) => ['plain.txt', 'data.json'].includes(String(name)));
    expect(made.map(({ name, role, type }) => [name, role, type]).sort()).toEqual([
      ['data.json', 'out', 'application/json'],
      ['plain.txt', 'out', 'text/plain'],
    ]);
    for (const { id, name, sha256, size } of made) {
      const { text, headers } = await admin.get(`/api/files/${String(id)}/content`);
      expect(text).toBe(name === 'plain.txt' ? 'LOUD\n\n\n' : '{"text":"LOUD"}');
      expect(createHash('sha256').update(text).digest('hex')).toBe(sha256);
      expect([Buffer.byteLength(text), headers.get('etag')]).toEqual([size, `"${String(sha256)}"`]);
    }
  });

  it('leave their indicators, typed', () => {
    expect(leaf.indicators).toMatchObject({ length: 4, loud: true, first: 'L' });
  });

  it('feed the file of one step into the next', async () => {
    const steps = [
      { key: 'write', task: 'two-files', inputs: JSON.stringify({ text: 'quiet' }) },
      { key: 'copy', task: 'copy-file', inputs: JSON.stringify({ from: { from: 'write', output: 'plain' } }) },
    ];
    const { body } = await admin.post('/api/run', { task: 'pipeline', parameters: { steps } });
    const job = await admin.ended(String(body.id));
    expect(job).toMatchObject({ status: 'completed' });
    const copy = (await childrenOf(job.id)).find(({ task }) => task === 'copy-file');
    const { body: files } = await admin.get<{ items: Json[] }>(`/api/jobs/${String(copy?.id)}/files`);
    const [read, made] = ['in', 'out'].map((role) => files.items.find((file) => file.role === role && file.type === 'text/plain' && file.name !== 'stdout.txt' && file.name !== 'stderr.txt')); // prettier-ignore
    expect(read).toMatchObject({ name: 'plain.txt', parameterName: 'from' });
    expect(made).toMatchObject({ name: 'copy.txt', sha256: read?.sha256 });
    const dependants = await admin.get<{ items: Json[] }>(`/api/jobs/${String(read?.jobId)}/dependants`);
    expect(dependants.body.items).toMatchObject([{ id: copy?.id }]);
    const refused = await admin.delete(`/api/jobs/${String(read?.jobId)}/record`);
    expect([refused.status, refused.body.code]).toEqual([409, 'files-in-use']);
  });

  it('read no file of the server', async () => {
    const steps = [{ key: 'copy', task: 'copy-file', inputs: JSON.stringify({ from: { path: '/etc/passwd' } }) }];
    const { body } = await admin.post('/api/run', { task: 'pipeline', parameters: { steps } });
    const job = await admin.ended(String(body.id));
    expect(job).toMatchObject({ status: 'failed', error: { code: 'invalid-input' } });
    expect(await childrenOf(job.id)).toEqual([]);
  });

  it('are refused with every step that is wrong named, before anything is started', async () => {
    const steps = [
      { key: 'write', task: 'two-fles', inputs: '{' },
      { key: 'write', task: 'two-files', inputs: '{"text": {"from": "nobody", "output": "x"}}' },
    ];
    const before = (await admin.get<{ total: number }>('/api/jobs')).body.total;
    const { status } = await admin.post('/api/run', { task: 'pipeline', parameters: { steps } });
    expect(status).toBe(422);
    expect((await admin.get<{ total: number }>('/api/jobs')).body.total).toBe(before);
  });
});
