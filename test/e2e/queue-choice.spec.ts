import { describe, expect, it } from '@jest/globals';
import { sharedQueue } from '../support/queues.js';
import { startSeshat } from '../support/seshat-process.js';

/** Says at the end of a process which packages of the queue it has loaded. */
const REPORT = `
  import { createRequire } from 'node:module';
  process.on('exit', () => {
    const loaded = Object.keys(createRequire('/').cache).map((path) => /node_modules.(bullmq|ioredis)\\W/.exec(path)?.[1]);
    console.log('queue packages:', [...new Set(loaded.filter(Boolean))].sort().join(' ') || 'none');
  });`;
const NODE_OPTIONS = `--import=data:text/javascript,${encodeURIComponent(REPORT)}`;

describe('the one choice of the queue', () => {
  it.each([
    ['none', {}],
    ['bullmq ioredis', sharedQueue],
  ])(
    'loads as packages of the queue: %s',
    async (packages, env) => {
      const chosen = typeof env === 'function' ? env() : env;
      const server = await startSeshat({ args: ['--no-demo'], env: { NODE_OPTIONS, ...chosen } });
      expect(await server.stop()).toBe(0);
      expect(server.output()).toContain(`queue packages: ${packages}\n`);
      if ('SESHAT_QUEUE_URL' in chosen)
        expect(server.output()).not.toContain(new URL(chosen.SESHAT_QUEUE_URL).password || 'never');
    },
    90_000,
  );
});
