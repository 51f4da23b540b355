import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { childEntry } from '../../src/introspection/child-entry.js';
import { ChildSchemaReader, DEFAULT_READER_SETTINGS } from '../../src/introspection/child-schema-reader.js';
import { WHOLE_SCOPE } from '../../src/introspection/scope.js';
import { parseSourceUrl } from '../../src/introspection/source-url.js';
import { silentServer } from '../support/silent-server.js';
import { temporaryDirectory } from '../support/temporary-directory.js';

const directory = temporaryDirectory('child');
const SOURCE = parseSourceUrl('postgres://me:s3cret-w0rd@127.0.0.1:5432/d');
const SETTINGS = {
  ...DEFAULT_READER_SETTINGS,
  limits: { connectMs: 300, queryMs: 300, lockMs: 100, mysqlLockMs: 100, attempts: 1 },
  memoryMb: 48,
  killMs: 600,
};
const SOURCE_FACTS = '{"engine":"postgresql","version":"1","database":"d","schemas":[]}';
const end = (tables: number): string =>
  `E\t{"tables":${tables},"warnings":0,"queries":1,"rssMb":1,"source":${SOURCE_FACTS}}`;

/** A child of the test's own: `script` runs with `say(line)` and `request`. */
function misbehaving(name: string, script: string): string {
  const path = join(directory, `${name}.mjs`);
  const head = `import { writeSync, appendFileSync, closeSync } from 'node:fs';
const say = (line) => writeSync(4, line + '\\n');
process.on('disconnect', () => process.exit(75));
process.on('message', (request) => {`;
  writeFileSync(path, `${head}\n${script}\n});\n`);
  return path;
}

function readWith(childEntryPath: string, signal = new AbortController().signal) {
  const reader = new ChildSchemaReader({ ...SETTINGS, childEntry: childEntryPath });
  return reader.read(SOURCE, WHOLE_SCOPE, { signal });
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

describe('a reader child that misbehaves', () => {
  it.each([
    ['ends without a word', 'process.exit(0)', 'it ended without an end line'],
    ['ends in mid-line', `writeSync(4, 'E\\t{"tab'); process.exit(0)`, 'a line was cut'],
    ['loses tables', `say('${end(3)}'); process.exit(0)`, 'tables were lost'],
    ['goes on after its end', `say('${end(0)}'); say('W\\t"x"'); process.exit(0)`, 'it went on after its end'],
    ['talks nonsense', `say('hello'); process.exit(0)`, 'it said something unknown'],
    ['aborts', 'process.abort()', 'its process died (signal SIGABRT)'],
    ['throws', `process.on('uncaughtException', (e) => { console.error(String(e)); process.exit(70); }); throw new TypeError('bad packet s3cret-w0rd')`, 'the driver failed on what the server sent (TypeError: bad packet ***)'],
    ['eats memory', 'const all = []; for (;;) all.push(new Array(1000).fill({}))', 'needed more than its 48 MB of memory'],
  ])('%s: the read fails and says so', async (name, script, message) => {
    const reading = readWith(misbehaving(name.replaceAll(' ', '-'), script));
    await expect(reading).rejects.toMatchObject({ failure: 'protocol', transient: false });
    await expect(reading).rejects.toThrow(message);
  }); // prettier-ignore

  it('is ended when it says nothing', async () => {
    const file = join(directory, 'silent.pid');
    const script = `appendFileSync(${JSON.stringify(file)}, String(process.pid)); say('O\\t{"cancelToken":null}');`;
    // The grace beyond the query's own limit is 5 s.
    await expect(readWith(misbehaving('silent', script))).rejects.toMatchObject({ failure: 'timeout' });
    expect(isAlive(Number(readFileSync(file, 'utf8')))).toBe(false);
  }, 60_000);

  it('counts when it has said all and cannot go: its connection may never close', async () => {
    const script = `say('${end(0)}'); closeSync(4); setInterval(() => undefined, 1000);`;
    await expect(readWith(misbehaving('stays', script))).resolves.toMatchObject({ entries: [], queries: 1 });
    const wordless = `closeSync(4); setInterval(() => undefined, 1000);`;
    const message = 'it ended without an end line';
    await expect(readWith(misbehaving('stays-wordless', wordless))).rejects.toThrow(message);
  });

  it('may print what it likes: only its own descriptor counts', async () => {
    const script = `console.log('E\\t{}'); console.error('x'.repeat(200000)); say('${end(0)}'); process.exit(0)`;
    await expect(readWith(misbehaving('prints', script))).resolves.toMatchObject({ entries: [], queries: 1 });
  });

  it('finds no environment, no argument and no flag of ours', async () => {
    const script = `say('W\\t' + JSON.stringify(JSON.stringify([Object.keys(process.env), process.argv.slice(2), process.execArgv])));
      say('${end(0).replace('"warnings":0', '"warnings":1')}'); process.exit(0)`;
    const { warnings } = await readWith(misbehaving('environment', script));
    const [names, args, flags] = JSON.parse(warnings[0] ?? '[]') as [string[], string[], string[]];
    expect(names.filter((name) => !name.startsWith('NODE_CHANNEL_'))).toEqual([]);
    expect(args).toEqual([]);
    expect(flags).toEqual(['--max-old-space-size=48', '--min-semi-space-size=16']);
  });
});

describe('a cancelled read', () => {
  it('is told to end its query, then a second child ends it, then it is killed', async () => {
    const log = join(directory, 'cancel.log');
    const script = `
      const note = (text) => appendFileSync(${JSON.stringify(log)}, text + '\\n');
      note([request.kind, request.token ?? ''].join(' ').trim());
      if (request.kind === 'cancel') process.exit(0);
      if (request.kind === 'read') { note('pid ' + process.pid); say('O\\t{"cancelToken":"42"}'); }`;
    const abort = new AbortController();
    const reading = readWith(misbehaving('deaf', script), abort.signal);
    while (!existsSync(log) || !readFileSync(log, 'utf8').includes('pid')) await sleep(20);
    await sleep(50);
    const start = performance.now();
    abort.abort(new Error('enough'));
    await expect(reading).rejects.toThrow('enough');
    expect(performance.now() - start).toBeLessThan(3000);
    const [first, pid = '', ...rest] = readFileSync(log, 'utf8').trim().split('\n');
    expect([first, ...rest]).toEqual(['read', 'stop', 'cancel 42']);
    expect(isAlive(Number(pid.slice(4)))).toBe(false);
  });

  it('never starts when it was cancelled before', async () => {
    await expect(readWith('/does/not/exist', AbortSignal.abort(new Error('early')))).rejects.toThrow('early');
  });
});

describe('the child of a parent that is killed', () => {
  it('ends with it', async () => {
    const server = await silentServer();
    const folder = dirname(await childEntry());
    const script = join(directory, 'parent.mjs');
    const url = (name: string): string => JSON.stringify(pathToFileURL(join(folder, name)).href);
    writeFileSync(
      script,
      `import { ChildSchemaReader } from ${url('child-schema-reader.js')};
       import { parseSourceUrl } from ${url('source-url.js')};
       void new ChildSchemaReader().probe(parseSourceUrl('mysql://u:p@127.0.0.1:${server.port}/d'), new AbortController().signal);`,
    );
    const parent = spawn(process.execPath, [script], { stdio: 'ignore' });
    await server.connected(); // the child is up and waits for the server's greeting
    const children = readFileSync(`/proc/${parent.pid}/task/${parent.pid}/children`, 'utf8')
      .trim()
      .split(' ')
      .map(Number);
    expect(children).toHaveLength(1);
    parent.kill('SIGKILL');
    await once(parent, 'exit');
    for (let i = 0; i < 100 && children.some(isAlive); i++) await sleep(20);
    expect(children.filter(isAlive)).toEqual([]);
  });
});

describe('the names that a child may resolve', () => {
  it('are the one that was checked, at the addresses that were checked', async () => {
    const server = await silentServer('hello');
    const script = join(directory, 'pinned.mjs');
    const pinned = pathToFileURL(join(dirname(await childEntry()), 'pinned-lookup.js')).href;
    writeFileSync(
      script,
      `import net from 'node:net';
       import { pinLookup } from ${JSON.stringify(pinned)};
       pinLookup('db.example.org', [{ address: '127.0.0.1', family: 4 }]);
       for (const host of ['db.example.org', 'localhost']) {
         const socket = net.connect(${server.port}, host);
         socket.on('data', (data) => { console.log(host, String(data)); socket.destroy(); });
         socket.on('error', (error) => console.log(host, error.code));
       }`,
    );
    const child = spawn(process.execPath, [script], { stdio: ['ignore', 'pipe', 'inherit'] });
    const lines = (await text(child.stdout)).trim().split('\n').sort();
    expect(lines).toEqual(['db.example.org hello', 'localhost ENOTFOUND']);
  });
});

describe('a server that never answers', () => {
  it.each(['mysql', 'mariadb', 'postgresql'])(
    'fails %s within the time limit, with a message of its own',
    async (engine) => {
      const server = await silentServer();
      const source = parseSourceUrl(`${engine}://me:s3cret-w0rd@127.0.0.1:${server.port}/d`);
      const start = performance.now();
      const reading = new ChildSchemaReader(SETTINGS).read(source, WHOLE_SCOPE, {
        signal: new AbortController().signal,
      });
      await expect(reading).rejects.toMatchObject({ failure: 'timeout' });
      expect(performance.now() - start).toBeLessThan(SETTINGS.limits.connectMs + 4000);
      await expect(reading).rejects.toThrow(`127.0.0.1:${server.port}`);
    },
  );
});

describe('a server that talks nonsense', () => {
  it.each(['mysql', 'postgresql'])('fails %s as a source, not as a crash of ours', async (engine) => {
    for (const greeting of ['HTTP/1.1 400 Bad Request\r\n\r\n', '\0\0\0\0\0\0\0\0', 'N'.repeat(5000), '\x4a\0\0\0\x0a5.5\0', 'R\0\0\0\x08\0\0\0\0Z\0\0\0\x05IT\0\0\0']) {
      const server = await silentServer(greeting);
      const source = parseSourceUrl(`${engine}://me:s3cret-w0rd@127.0.0.1:${server.port}/d`);
      const probing = new ChildSchemaReader(SETTINGS).probe(source, new AbortController().signal);
      await expect(probing).rejects.toMatchObject({ name: 'SourceError' });
      await expect(probing).rejects.not.toThrow('s3cret-w0rd');
    }
  }, 60_000); // prettier-ignore
});
