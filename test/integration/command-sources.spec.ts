import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import Database from 'better-sqlite3';
import { AuditService } from '../../src/audit/audit.service.js';
import type { SqlDbInput, SqlDbView } from '../../src/catalogue/sql-db/sql-db-input.js';
import { SYSTEM } from '../../src/common/actor.js';
import type { Job } from '../../src/jobs/job.entity.js';
import { optionFile, passFile, postgresqlVariables } from '../../src/tasks/command/client-files.js';
import type { CommandResult } from '../../src/tasks/command/command-result.js';
import { foreignAuthorityFile, NO_SERVERS_AUTHORITY, serversAuthority } from '../support/certificates.js';
import { atFileEnd } from '../support/cleanup.js';
import { commandApp, exampleCommands, fileOf, scripted, type CommandApp } from '../support/command-app.js';
import { sourceServer, uniqueName, type ServerEngine } from '../support/engines.js';
import { plaintextServer } from '../support/plaintext-server.js';
import { temporaryDirectory } from '../support/temporary-directory.js';

/** Whatever a file of options, a password file, a shell or a template could stumble over. */
const PASSWORD = 'p"a\\n #w:o;r=d % ü$x {directory} `id`';
const DDL = 'CREATE TABLE person (id int PRIMARY KEY, name varchar(40)); CREATE TABLE "order" (id int PRIMARY KEY);';
const ENGINES = ['mariadb', 'postgresql'] as const;
const STRUCTURE = { mariadb: 'mariadb-structure', postgresql: 'postgresql-structure' };
const FILE = { mariadb: '{source.defaultsFile}', postgresql: '{source.passFile}' };

/** Says everything that a program can know of itself, and what its secret file holds. */
const TELL = `
  const fs = require('fs');
  const [, file] = process.argv;
  const line = (pid) => fs.readFileSync('/proc/' + pid + '/cmdline', 'latin1').replaceAll('\\0', ' ');
  const mode = (path) => (fs.statSync(path).mode & 0o777).toString(8);
  console.log('file', file, mode(file), mode(require('path').dirname(file)));
  console.log('lines', line('self'), line(process.ppid));
  console.log('environment', JSON.stringify(process.env));
  console.log('secret', fs.readFileSync(file, 'utf8'));
`;
const told = (engine: 'mariadb' | 'postgresql'): object =>
  scripted(`tell-${engine}`, TELL, { inputs: { source: { kind: 'source', engines: [engine] } } }, [FILE[engine]]);

describe('commands on an SQLite source', () => {
  it('print its schema, and count its tables', async () => {
    const commands = await commandApp(exampleCommands());
    const path = join(commands.app.dataDir, 'shop.sqlite');
    const database = new Database(path);
    database.exec(DDL);
    database.close();
    const source = await commands.app.register({ engine: 'sqlite', path });
    const job = await commands.run('sqlite-schema', { source: source.id });
    expect(job).toMatchObject({ status: 'COMPLETED', subjectType: 'sql-db', subjectId: source.id });
    const result = job.result as CommandResult;
    const stdout = { name: 'stdout.txt', output: 'stdout', id: expect.any(String) };
    expect(result).toMatchObject({ returnCode: 0, stderr: '', outputFiles: [stdout] });
    expect(result.stdout).toContain('CREATE TABLE person (id int PRIMARY KEY, name varchar(40));');
    expect(result.totalSize).toBe(Buffer.byteLength(result.stdout));
    expect(await commands.log(job)).toContain('INFO  CREATE TABLE person');
  });
});

describe.each(ENGINES)('commands on a source of %s', (engine) => {
  let commands: CommandApp;
  let place: Place;
  let source: SqlDbView;
  beforeAll(async () => {
    const examples = exampleCommands();
    const tell = (JSON.parse(fileOf(told(engine))) as { commands: [object] }).commands[0];
    commands = await commandApp(`${examples}\n  - ${JSON.stringify(tell)}\n`);
    place = await reader(engine);
    source = await commands.app.register({ engine, ...place });
  });

  const everything = async (job: Job): Promise<string> => {
    const paths = readdirSync(commands.files, { recursive: true, withFileTypes: true }).filter((one) => one.isFile());
    const files = paths.map(({ parentPath, name }) => readFileSync(join(parentPath, name), 'utf8'));
    return [JSON.stringify(job), await commands.app.log(job.id), ...files].join('\n');
  };

  it('dump its structure, as an account that may only read and has a password full of signs', async () => {
    const job = await commands.run(STRUCTURE[engine], { source: source.id });
    expect([job.status, job.errorMessage]).toEqual(['COMPLETED', null]);
    const { outputFiles, totalSize } = job.result as CommandResult;
    const dump = outputFiles.find(({ output }) => output === 'dump');
    expect(dump).toMatchObject({ name: 'structure.sql', id: expect.any(String) });
    expect(await everything(job)).toMatch(/CREATE TABLE \S*person/);
    expect(totalSize).toBe(outputFiles.reduce((sum, { size }) => sum + size, 0));
  });

  it('get the secret in a private file only, which goes with them; what they say of it is blackened', async () => {
    const job = await commands.run(`tell-${engine}`, { source: source.id });
    expect(job.errorMessage).toBeNull();
    const { stdout } = job.result as CommandResult;
    const [, file = '', fileMode, directoryMode] = /^file (\S+) (\d+) (\d+)$/m.exec(stdout) ?? [];
    expect([fileMode, directoryMode]).toEqual(['600', '700']);
    expect(existsSync(join(file, '..'))).toBe(false);
    const [, environment = '{}'] = /^environment (.*)$/m.exec(stdout) ?? [];
    const names = Object.keys(JSON.parse(environment) as object);
    expect(names.filter((name) => !name.startsWith('PG') && !name.startsWith('SESHAT_COMMAND_RUN'))).toEqual(['PATH', 'LANG', 'HOME']); // prettier-ignore
    expect(names).not.toContain('PGPASSWORD');
    const said = await everything(job);
    expect(said).not.toContain(PASSWORD);
    expect(said).not.toContain(PASSWORD.slice(0, 20));
    const query = { action: 'sql-db.credentials.use', subjectId: source.id };
    expect((await commands.app.get(AuditService).list(SYSTEM, query)).total).toBeGreaterThanOrEqual(1);
  });

  it('fail with what the program says', async () => {
    const nothing = engine === 'postgresql' ? { schema: 'no_such_schema' } : { tables: ['no_such_table'] };
    const job = await commands.run(STRUCTURE[engine], { source: source.id, ...nothing });
    expect(job).toMatchObject({ status: 'FAILED', errorCode: 'command-failed', result: null });
    expect(job.errorMessage).toMatch(/ended with return code \d+: .*(no_such_table|no matching schemas)/s);
  });

  it('are not started on a source that cannot be reached; why is classified as ever', async () => {
    const wrong = await commands.app.register({ engine, ...place, database: 'no_such_database' });
    const job = await commands.run(STRUCTURE[engine], { source: wrong.id });
    expect(job.errorCode).toMatch(/^source-(database-missing|permission)$/);
    expect(await commands.log(job)).not.toContain('Running');
  });

  it('never go on in plain text where encryption is required', async () => {
    const port = await plaintextServer(engine);
    const plain = await commands.app.register({ engine, ...place, host: '127.0.0.1', port, tlsMode: 'require' });
    const job = await commands.run(STRUCTURE[engine], { source: plain.id });
    expect(job).toMatchObject({ status: 'FAILED', errorCode: 'source-tls' });
    expect(await commands.log(job)).not.toContain('Running');
  });

  it('do not reach addresses that the policy refuses, nor sources of another engine', async () => {
    const strict = await commandApp(exampleCommands(), { env: { SESHAT_EGRESS_PRIVATE: 'false' } });
    const { id } = await strict.app.register({ engine, ...place });
    const job = await strict.run(STRUCTURE[engine], { source: id });
    expect(job).toMatchObject({ status: 'FAILED', errorCode: 'source-host' });
    expect(await strict.log(job)).not.toContain('Running');
    await expect(strict.start('sqlite-schema', { source: id })).rejects.toThrow(`works on sqlite; source`);
  });

  (NO_SERVERS_AUTHORITY ? describe.skip : describe)('with TLS', () => {
    const dumped = async (more: Partial<SqlDbInput>): Promise<Job> => {
      const { id } = await commands.app.register({ engine, ...place, ...more });
      return commands.run(STRUCTURE[engine], { source: id });
    };

    it.each(['require', 'verify-ca', 'verify-full'] as const)('work with %s', async (tlsMode) => {
      const tlsCa = tlsMode === 'require' ? null : serversAuthority().certificate;
      const job = await dumped({ host: 'localhost', tlsMode, tlsCa });
      expect([job.status, job.errorMessage]).toEqual(['COMPLETED', null]);
    });

    it.each(['verify-ca', 'verify-full'] as const)('refuse a stranger’s certificate with %s', async (tlsMode) => {
      const strangers = readFileSync(foreignAuthorityFile(), 'utf8');
      for (const tlsCa of [strangers, null]) {
        const job = await dumped({ host: 'localhost', tlsMode, tlsCa });
        expect(job.errorMessage).toMatch(/certificate|self.signed/i);
        expect(job.errorCode).toBe('source-tls');
      }
    });

    it.each(['verify-ca', 'verify-full'] as const)('verify by themselves with %s', async (tlsMode) => {
      for (const [file, good] of [
        [serversAuthority().file, true],
        [foreignAuthorityFile(), false],
      ] as const) {
        const run = await dumpWith(engine, { ...place, tlsMode }, file);
        expect([run.status === 0, run.stderr]).toEqual([
          good,
          good ? '' : expect.stringMatching(/certificate|self.signed/i),
        ]);
      }
    });
  });
});

type Place = Pick<SqlDbInput, 'host' | 'port' | 'user' | 'password' | 'database'>;

/** A database with two tables, and an account of its own that may only read. */
async function reader(engine: ServerEngine): Promise<Place> {
  const server = await sourceServer(engine);
  const { name: database } = await server.createDatabase('command');
  await server.execute(engine === 'postgresql' ? DDL : DDL.replaceAll('"', '`'), database);
  const user = uniqueName('reader');
  if (engine === 'postgresql') {
    await server.execute(`CREATE ROLE ${user} LOGIN PASSWORD '${PASSWORD}'; GRANT pg_read_all_data TO ${user}`);
    atFileEnd(async () => void (await server.execute(`DROP ROLE ${user}`)));
  } else {
    await server.execute(`CREATE USER ${user} IDENTIFIED BY '${PASSWORD.replaceAll('\\', '\\\\')}'`);
    await server.execute(`GRANT SELECT, SHOW VIEW ON ${database}.* TO ${user}`);
    atFileEnd(async () => void (await server.execute(`DROP USER ${user}`)));
  }
  const { host, port } = server;
  return { host, port, user, password: PASSWORD, database };
}

/** The engine's dump on files as commands get them, without being reached by us first. */
async function dumpWith(
  engine: 'mariadb' | 'postgresql',
  place: Place & Pick<SqlDbInput, 'tlsMode'>,
  caFile: string,
): Promise<{ readonly status: number | null; readonly stderr: string }> {
  const { host: _host, port, user = null, password = null, database = '', tlsMode = 'disable' } = place;
  const connection = { engine, host: 'localhost', port: port ?? 0, user, password, database, tlsMode };
  const target = {
    connection: { ...connection, path: null, tlsCa: null },
    ...{ host: 'localhost', port: port ?? 0, address: '127.0.0.1', connectMs: 10_000 },
  };
  const directory = temporaryDirectory('client');
  const file = join(directory, 'secret');
  const isPostgresql = engine === 'postgresql';
  writeFileSync(file, isPostgresql ? passFile(target) : optionFile(target, 'mariadb', caFile), { mode: 0o600 });
  const variables = isPostgresql ? postgresqlVariables(target, { passFile: file, caFile }) : {};
  const path = process.env.SESHAT_TEST_CLIENTS ?? '/usr/bin';
  const [program, ...argv] = isPostgresql ? ['pg_dump', '--schema-only'] : ['mariadb-dump', `--defaults-file=${file}`, '--no-data', '--skip-lock-tables', database ?? '']; // prettier-ignore
  const env = { PATH: `${path}:/usr/bin:/bin`, HOME: directory, ...variables };
  const { status, stderr } = spawnSync(program ?? '', argv, { env, encoding: 'utf8' });
  return { status, stderr };
}
