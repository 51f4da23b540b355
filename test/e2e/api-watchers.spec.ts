import { beforeAll, describe, expect, it } from '@jest/globals';
import { SessionService } from '../../src/auth/session.service.js';
import { TokenService } from '../../src/auth/token.service.js';
import { UserService } from '../../src/auth/user.service.js';
import { SYSTEM } from '../../src/common/actor.js';
import { silentServer } from '../support/silent-server.js';
import { apiApp, type ApiApp } from './api-app.js';
import type { ApiClient, Json } from './api-client.js';
import { allEvents, watchJob } from './api-events.js';
import { signIn } from './api-session.js';

/** What is promised, and a machine that is busy. */
const SOON_MS = 5_000 + 5_000;

/** Watches until the server ends it; whether the job was told to have ended, and how long it took from `act` on. */
async function watchedUntil(client: ApiClient, job: string, act: () => Promise<unknown>) {
  const kinds: string[] = [];
  const stream = await watchJob(client, job, { signal: AbortSignal.timeout(SOON_MS + 20_000) });
  let acted: number | null = null;
  for await (const { event } of stream) {
    kinds.push(event);
    if (acted !== null) continue;
    await act();
    acted = Date.now();
  }
  return { told: kinds.includes('end'), ms: Date.now() - (acted ?? Number.NaN) };
}

describe('who watches a job', () => {
  let app: ApiApp;
  let admin: ApiClient;
  let job: string;
  beforeAll(async () => {
    // A job that runs for as long as these tests do.
    app = await apiApp({ env: { SESHAT_CONNECT_TIMEOUT: '120s' } });
    admin = (await app.person('ada', 'admin')).client;
    const { port } = await silentServer();
    const place = { engine: 'mariadb', host: '127.0.0.1', port, database: 'x', user: 'x' };
    const { id } = (await admin.post('/api/sql-dbs', { name: 'Stuck', ...place })).body;
    job = String((await admin.post<{ job: Json }>(`/api/sql-dbs/${id}/db-elements`)).body.job.id);
  });

  it.each([
    [
      'whose token is revoked',
      async (login: string) => {
        const { client, user } = await app.person(login, 'viewer');
        const tokens = app.app.get(TokenService);
        const [token] = await tokens.list(SYSTEM, user.id);
        return { client, act: () => tokens.revoke(SYSTEM, token?.id ?? '') };
      },
    ],
    [
      'whose session is revoked',
      async (login: string) => {
        const { user } = await app.person(login, 'viewer');
        const client = await signIn(app.address, login);
        const sessions = app.app.get(SessionService);
        const [session] = await sessions.list(SYSTEM, user.id);
        return { client, act: () => sessions.revoke(SYSTEM, session?.id ?? '') };
      },
    ],
    [
      'who is disabled',
      async (login: string) => {
        const { client, user } = await app.person(login, 'viewer');
        return { client, act: () => app.app.get(UserService).disable(SYSTEM, user.id) };
      },
    ],
    [
      'whose role is taken away',
      async (login: string) => {
        const { client, user } = await app.person(login, 'viewer');
        return { client, act: () => app.app.get(UserService).setRole(SYSTEM, user.id, null) };
      },
    ],
  ])(
    '%s sees no more of it, and who was let in otherwise goes on',
    async (what, arrive) => {
      const { client, act } = await arrive(what.replaceAll(' ', '-'));
      const leave = new AbortController();
      const other = { ended: false };
      const watching = allEvents(await watchJob(admin, job, { signal: leave.signal })).then(
        () => (other.ended = true),
        () => undefined,
      );
      const { told, ms } = await watchedUntil(client, job, act);
      expect(told).toBe(false);
      expect(ms).toBeLessThan(SOON_MS);
      expect([401, 404]).toContain((await client.get(`/api/jobs/${job}`)).status);
      expect(other.ended).toBe(false);
      leave.abort();
      await watching;
    },
    60_000,
  );
});
