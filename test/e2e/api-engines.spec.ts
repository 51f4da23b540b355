import { beforeAll, describe, expect, it } from '@jest/globals';
import { SERVER_ENGINES, TEST_ENGINES } from '../support/engines.js';
import { sourceFixture, type SourceFixture } from '../support/source-fixture.js';
import { apiApp, type ApiApp } from './api-app.js';
import type { ApiClient, Json } from './api-client.js';
import { allEvents, watchJob } from './api-events.js';

interface Listing {
  readonly total: number;
  readonly items: readonly Json[];
}

function registration(name: string, { connection, scope }: SourceFixture): object {
  const { engine, host, port, path, database, user, password } = connection;
  if (engine === 'sqlite') return { name, engine, path };
  return { name, engine, host, port, database, user, password, schemas: scope.schemas };
}

describe.each(SERVER_ENGINES)('on a catalogue on %s', (catalogue) => {
  let app: ApiApp;
  let admin: ApiClient;
  beforeAll(async () => {
    app = await apiApp({ catalogue, env: { SESHAT_SQLITE_DIRS: '/tmp', SESHAT_EGRESS_PRIVATE: 'true' } });
    admin = (await app.person('ada', 'admin')).client;
  }, 60_000);

  it.each(TEST_ENGINES)(
    'a %s source is registered, discovered, watched and walked',
    async (engine) => {
      const source = await sourceFixture(engine);
      const made = await admin.post('/api/sql-dbs', registration(`On ${engine}`, source));
      const started = await admin.post<{ job: Json }>(`/api/sql-dbs/${made.body.id}/db-elements`);
      const events = await allEvents(await watchJob(admin, String(started.body.job.id)));
      expect((await admin.get(`/api/jobs/${String(started.body.job.id)}`)).body).toMatchObject({ error: null });
      expect(events.at(-1)).toMatchObject({ event: 'end', data: { status: 'completed' } });
      const { body: tables } = await admin.get<Listing>(`/api/tables?sqlDb=${made.body.id}&q=CHILD&missing=false`);
      const child = tables.items.find(({ name }) => name === 'child');
      const { body: rels } = await admin.get<Record<string, Json[]>>(`/api/tables/${String(child?.id)}/relationships`);
      expect(rels.outgoing?.map(({ constraintName }) => constraintName)).toContain('child_parent');
      const edit = { description: 'Kinder 👪', version: child?.version };
      const written = await Promise.all([1, 2, 3].map(() => admin.patch(`/api/tables/${String(child?.id)}`, edit)));
      expect(written.map(({ status }) => status).sort()).toEqual([200, 412, 412]);
      const found = await admin.get<Listing>(`/api/columns?sqlDb=${made.body.id}&key=fk&sort=-name&limit=3`);
      expect(found.body.items).toHaveLength(3);
      const again = await admin.post<{ job: Json }>(`/api/sql-dbs/${made.body.id}/db-elements`);
      expect(await admin.ended(String(again.body.job.id))).toMatchObject({ status: 'completed' });
      expect((await admin.get(`/api/tables/${String(child?.id)}`)).body).toMatchObject({ description: 'Kinder 👪' });
      expect((await admin.delete(`/api/sql-dbs/${made.body.id}`)).status).toBe(204);
    },
    60_000,
  );

  it('50 starts at once make one job', async () => {
    const made = await admin.post('/api/sql-dbs', registration('Fifty', await sourceFixture('sqlite')));
    const starts = Array.from({ length: 50 }, () => admin.post(`/api/sql-dbs/${made.body.id}/db-elements`));
    const statuses = (await Promise.all(starts)).map(({ status }) => status);
    // A run of this source may end, and another begin, while the last starts still come in.
    expect(new Set(statuses)).toEqual(new Set([202, 409]));
    const { body } = await admin.get<{ total: number }>(`/api/jobs?sqlDb=${made.body.id}`);
    expect(body.total).toBe(statuses.filter((status) => status === 202).length);
  }, 60_000);
});
