import { beforeAll, describe, expect, it } from '@jest/globals';
import { SYSTEM } from '../../src/common/actor.js';
import { DbElementsStateService } from '../../src/tasks/db-elements/db-elements-state.service.js';
import { DbElementsService } from '../../src/tasks/db-elements/db-elements.service.js';
import { discoveryApp, type DiscoveryApp } from '../support/discovery-app.js';
import { SERVER_ENGINES, sourceServer } from '../support/engines.js';
import { silentServer } from '../support/silent-server.js';

/** Three tries, each up to its limit, and the pauses between them. */
const PATIENCE_MS = 60_000;

describe('a source that cannot be read', () => {
  let app: DiscoveryApp;
  beforeAll(async () => {
    app = await discoveryApp('sqlite', { SESHAT_CONNECT_TIMEOUT: '1s', SESHAT_QUERY_TIMEOUT: '5s' });
  });

  it(
    'resets and cancels a run on a source that never answers; nothing of it is published',
    async () => {
      const { port } = await silentServer();
      const place = { engine: 'postgresql', host: '127.0.0.1', port, database: 'x', user: 'y', password: 'z' } as const;
      const source = await app.register(place);
      const { job } = await app.get(DbElementsService).startOne(SYSTEM, source.id);
      const state = await app.get(DbElementsStateService).reset(SYSTEM, source.id, 'it hangs');
      expect(state.state).toMatchObject({ status: 'IDLE', taskId: null });
      expect(state.state.log).toMatch(/Force reset: it hangs \(was: (PENDING|RUNNING)\)/);
      expect(await app.ended(job.id)).toMatchObject({ status: 'CANCELLED', cause: 'reset' });
      const { job: second } = await app.get(DbElementsService).startOne(SYSTEM, source.id);
      await app.jobs.cancel(SYSTEM, second.id);
      expect(await app.ended(second.id)).toMatchObject({ status: 'CANCELLED', cause: 'cancel' });
      expect((await app.sources.get(SYSTEM, source.id)).dbElements.status).toBe('CANCELLED');
      const failed = await app.discover(source.id);
      expect(failed).toMatchObject({ status: 'FAILED', errorCode: 'source-timeout' });
      expect((await app.sources.get(SYSTEM, source.id)).dbElements.status).toBe('FAILED');
    },
    PATIENCE_MS,
  );

  describe.each(SERVER_ENGINES)('on %s', (engine) => {
    const failed = async (change: {
      port?: number;
      host?: string;
      user?: string;
      password?: string;
      database?: string;
      tlsMode?: 'verify-full';
    }) => {
      const { host, port, user, password } = await sourceServer(engine);
      const database = (await (await sourceServer(engine)).createDatabase('unreadable')).name;
      const source = await app.register({ engine, host, port, user, password, database, ...change });
      const job = await app.discover(source.id);
      const state = (await app.sources.get(SYSTEM, source.id)).dbElements;
      expect(state.status).toBe('FAILED');
      if (change.password)
        expect(`${job.errorMessage} ${await app.log(job.id)} ${state.log}`).not.toContain(change.password);
      return job;
    };

    it(
      'says wrong password, and never what it was',
      async () => {
        const { host, port, execute } = await sourceServer(engine);
        const user = `reader_${Math.random().toString(36).slice(2, 10)}`;
        const quoted =
          engine === 'postgresql'
            ? `ROLE ${user} LOGIN PASSWORD 'right-one'`
            : `USER ${user} IDENTIFIED BY 'right-one'`;
        await execute(`CREATE ${quoted}`);
        try {
          const source = await app.register({
            engine,
            host,
            port,
            user,
            password: 'wr0ng-s3cret-value',
            database: 'nowhere_at_all',
          });
          const job = await app.discover(source.id);
          expect(job.status).toBe('FAILED');
          expect(job.errorCode).toMatch(/^source-(authentication|database-missing|permission)$/);
          expect(`${job.errorMessage} ${await app.log(job.id)}`).not.toContain('wr0ng-s3cret-value');
        } finally {
          await execute(`DROP ${engine === 'postgresql' ? 'ROLE' : 'USER'} ${user}`);
        }
      },
      PATIENCE_MS,
    );

    it(
      'leaves its own sentences whole where the password is one of their words',
      async () => {
        const place = { engine, host: '127.0.0.1', port: 1, database: 'x', user: 'y' } as const;
        const job = await app.discover((await app.register({ ...place, password: 'connections' })).id);
        expect(job.errorMessage).toContain('127.0.0.1:1 refuses connections: no server listens there.');
        expect(await app.log(job.id)).not.toMatch(/\[redacted]|\*\*\*/);
      },
      PATIENCE_MS,
    );

    it(
      'says that there is no such database',
      async () => {
        const job = await failed({ database: 'no_such_database_here' });
        expect(job).toMatchObject({
          errorCode: 'source-database-missing',
          errorMessage: expect.stringContaining('no_such_database_here'),
        });
      },
      PATIENCE_MS,
    );

    it(
      'says that nothing listens on the port',
      async () => {
        expect(await failed({ port: 1 })).toMatchObject({ errorCode: 'source-host' });
      },
      PATIENCE_MS,
    );

    it(
      'says that the host has no address',
      async () => {
        expect(await failed({ host: 'no-such-host.invalid' })).toMatchObject({ errorCode: 'source-host' });
      },
      PATIENCE_MS,
    );

    it(
      'says that TLS does not hold',
      async () => {
        expect(await failed({ tlsMode: 'verify-full' })).toMatchObject({ errorCode: 'source-tls' });
      },
      PATIENCE_MS,
    );
  });
});
