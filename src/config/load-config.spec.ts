import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { InvalidInputError } from '../common/errors.js';
import { loadConfig } from './load-config.js';

const load = (env: Record<string, string>) => loadConfig({ env, cwd: '/srv/app' });

function problemsOf(env: Record<string, string>): { paths: string[]; message: string } {
  try {
    load(env);
  } catch (error) {
    if (error instanceof InvalidInputError) {
      return { paths: error.problems.map(({ path }) => path), message: error.message };
    }
    throw error;
  }
  return { paths: [], message: '' };
}

describe('loadConfig', () => {
  it('has defaults that start an embedded server', () => {
    const config = load({});
    expect(config).toMatchObject({
      dataDir: '/srv/app/data',
      catalogue: { engine: 'sqlite', path: '/srv/app/data/catalogue.sqlite' },
      http: { port: 3000, host: '127.0.0.1', baseUrl: null, trustProxy: false },
      admin: { email: 'admin@localhost', password: null },
      sources: { sqliteDirs: ['/srv/app/data', '/srv/app'], egressPrivate: true, egressPorts: null },
      jobs: { concurrency: 2, heartbeatMs: 5000, lostAfterMs: 30_000, maxRunMs: 7_200_000, eventPollMs: 500 },
      demo: true,
    });
  });

  it('is narrower by default with a catalogue on a server', () => {
    const config = load({ SESHAT_CATALOGUE_URL: 'postgresql://me@db/seshat' });
    expect(config.sources).toMatchObject({ sqliteDirs: ['/srv/app/data'], egressPrivate: false });
  });

  it('names every wrong variable at once, and never a value', () => {
    const { paths, message } = problemsOf({
      PORT: 'eighty',
      SESHAT_HEARTBEAT: '5 parsecs',
      SESHAT_ADMIN_PASSWORD: 'hunter2',
      SESHAT_CATALOGUE_URL: 'mysql://root:hunter2@db',
      SESHAT_PROT: 'hunter2',
      SESHAT_TEST_MARIADB_URL: 'read by the tests',
    });
    expect(paths).toEqual(['SESHAT_PROT', 'PORT', 'SESHAT_CATALOGUE_URL', 'SESHAT_ADMIN_PASSWORD', 'SESHAT_HEARTBEAT']);
    expect(message).toMatch(/wrong in 5 places/);
    expect(message).not.toMatch(/hunter2|eighty|parsecs/);
  });

  it('says which name was probably meant', () => {
    expect(problemsOf({ SESHAT_DATADIR: 'x' }).message).toContain('did you mean SESHAT_DATA_DIR?');
    expect(problemsOf({ SESHAT_COMPLETELY_DIFFERENT_THING: 'x' }).message).not.toContain('did you mean');
  });

  it('keeps the times of the fence in their order', () => {
    expect(problemsOf({ SESHAT_HEARTBEAT: '40s' }).paths).toEqual(['SESHAT_BEAT_GRACE']);
    expect(problemsOf({ SESHAT_LOST_AFTER: '10s' }).paths).toEqual(['SESHAT_LOST_AFTER']);
  });

  it('lets a process run no jobs only where others can', () => {
    const none = { SESHAT_JOBS_CONCURRENCY: '0' };
    expect(problemsOf(none).paths).toEqual(['SESHAT_JOBS_CONCURRENCY']);
    const shared = load({ ...none, SESHAT_QUEUE_URL: 'redis://:secret@queue/2' });
    expect(shared.queue).toMatchObject({ host: 'queue', database: 2, prefix: 'seshat' });
    expect(JSON.stringify(shared.queue)).not.toContain('secret');
    expect(problemsOf({ SESHAT_QUEUE_PREFIX: 'a:b' }).paths).toEqual(['SESHAT_QUEUE_PREFIX']);
  });

  it('reads durations, lists and words that stand for none', () => {
    const config = load({
      SESHAT_HEARTBEAT: '50ms',
      SESHAT_BEAT_GRACE: '1.5s',
      SESHAT_EGRESS_PORTS: '5432, 3306',
      SESHAT_KEEP_JOBS: 'always',
      SESHAT_KEEP_JOBS_COUNT: '12',
      SESHAT_TRUST_PROXY: 'loopback, 10.0.0.0/8',
      SESHAT_BASE_URL: 'https://seshat.example/catalogue/',
    });
    expect(config.jobs).toMatchObject({ heartbeatMs: 50, beatGraceMs: 1500, keepJobsMs: null, keepJobsCount: 12 });
    expect(config.sources.egressPorts).toEqual([5432, 3306]);
    expect(config.http).toMatchObject({
      trustProxy: ['loopback', '10.0.0.0/8'],
      baseUrl: 'https://seshat.example/catalogue',
    });
  });

  it('is frozen to the depth, and shows no secret', () => {
    const config = load({ SESHAT_ADMIN_PASSWORD: 'correct horse', SESHAT_SECRET_KEY: 'k'.repeat(32) });
    expect(() => Object.assign(config.jobs, { concurrency: 9 })).toThrow(TypeError);
    expect(Object.isFrozen(config.sources.sqliteDirs)).toBe(true);
    expect(inspect(config, { depth: 9 }) + JSON.stringify(config)).not.toMatch(/correct horse|kkkk/);
    expect(config.admin.password?.reveal()).toBe('correct horse');
  });

  it('reads a .env file, and the environment over it', () => {
    const cwd = mkdtempSync(join(tmpdir(), 'seshat-config-'));
    const before = process.env.SESHAT_HOST;
    try {
      writeFileSync(join(cwd, '.env'), 'SESHAT_HOST=::1\nSESHAT_LOG_LEVEL="debug" # louder\nSESHAT_DEMO=no\n');
      process.env.SESHAT_HOST = '0.0.0.0';
      expect(loadConfig({ cwd })).toMatchObject({ http: { host: '0.0.0.0' }, log: { level: 'debug' }, demo: false });
    } finally {
      if (before === undefined) delete process.env.SESHAT_HOST;
      else process.env.SESHAT_HOST = before;
      rmSync(cwd, { recursive: true });
    }
  });
});

describe('where files lie', () => {
  const bucket = { SESHAT_FILES_S3_BUCKET: 'b', SESHAT_FILES_S3_KEY_ID: 'k', SESHAT_FILES_S3_SECRET: 'hunter2' };

  it('is the data directory, a directory that is shared, or a bucket', () => {
    expect(load({}).files).toEqual({ dir: '/srv/app/data/workspaces', s3: null, uploadLimitBytes: 1024 ** 3 });
    expect(load({ SESHAT_FILES_DIR: '/mnt/files' }).files.dir).toBe('/mnt/files');
    const { s3 } = load({ ...bucket, SESHAT_FILES_S3_ENDPOINT: 'http://minio:9000/' }).files;
    expect(s3).toMatchObject({ bucket: 'b', endpoint: 'http://minio:9000', region: 'us-east-1', pathStyle: true });
    expect(load(bucket).files.s3).toMatchObject({ endpoint: null, pathStyle: false });
    expect(inspect(s3)).not.toContain('hunter2');
  });

  it('is one of them, and a bucket has a key', () => {
    expect(problemsOf({ SESHAT_FILES_S3_BUCKET: 'b' }).paths).toEqual([
      'SESHAT_FILES_S3_KEY_ID',
      'SESHAT_FILES_S3_SECRET',
    ]);
    expect(problemsOf({ ...bucket, SESHAT_FILES_DIR: '/mnt' }).paths).toEqual(['SESHAT_FILES_DIR']);
  });
});
