import { beforeAll, describe, expect, it } from '@jest/globals';
import { sourceFixture } from '../support/source-fixture.js';
import { apiApp, type ApiApp } from './api-app.js';
import type { ApiClient, Json } from './api-client.js';

interface Listing {
  readonly total: number;
  readonly items: readonly Json[];
}

const SECRET = 'p@ss/w0rd-über';
const SERVER = { engine: 'mariadb', host: 'db.example', port: 3306, database: 'billing', user: 'reader' };

let app: ApiApp;
let admin: ApiClient;
beforeAll(async () => {
  app = await apiApp({ env: { SESHAT_SQLITE_DIRS: '/tmp' } });
  admin = (await app.person('ada', 'admin')).client;
});

describe('workspaces', () => {
  it('are made, listed, changed and removed', async () => {
    const made = await admin.post('/api/workspaces', { name: 'Finance', description: 'Money' });
    const path = `/api/workspaces/${made.body.id}`;
    expect([made.status, made.headers.get('location')]).toEqual([201, path]);
    expect((await admin.get(path)).body).toEqual({
      id: made.body.id,
      name: 'Finance',
      description: 'Money',
      directory: expect.stringMatching(/^finance-/),
      isDefault: false,
      version: 1,
      createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
    });
    expect(made.headers.get('etag')).toBe('"1"');
    const changed = await admin.patch(path, { name: 'Finances' }, { 'if-match': '"1"' });
    expect([changed.status, changed.headers.get('etag'), changed.body.name]).toEqual([200, '"2"', 'Finances']);
    const late = await admin.patch(path, { description: 'mine', version: 1 });
    expect(late).toMatchObject({ status: 412, body: { code: 'stale-version' } });
    expect((await admin.patch(path, { name: 'Finances' })).status).toBe(422);
    await admin.post('/api/workspaces', { name: 'Abacus' });
    const found = await admin.get<Listing>('/api/workspaces?q=FINANCES&limit=1');
    expect(found.body).toMatchObject({ total: 1, items: [{ name: 'Finances' }] });
    const sorted = await admin.get<Listing>('/api/workspaces?sort=-name&limit=2');
    expect(sorted.body.items.map(({ name }) => name)).toEqual(['Finances', 'Abacus']);
    expect((await admin.delete(path)).status).toBe(204);
    expect((await admin.get(path)).status).toBe(404);
  });

  it('that hold something are kept until their contents are to go too', async () => {
    const { body: workspace } = await admin.post('/api/workspaces', { name: 'Full' });
    await admin.post('/api/sql-dbs', { name: 'Inside', ...SERVER, workspaceId: workspace.id });
    const path = `/api/workspaces/${workspace.id}`;
    const refused = await admin.delete(path);
    expect(refused).toMatchObject({ status: 409, body: { code: 'workspace-not-empty' } });
    expect(refused.body.holdings).toContainEqual({ what: 'sources', count: 1 });
    expect((await admin.delete(`${path}?withContents=true`)).status).toBe(204);
  });
});

describe('sources', () => {
  it('are registered with typed fields, and never show their password', async () => {
    const made = await admin.post('/api/sql-dbs', { name: 'Typed', ...SERVER, password: SECRET, tags: ['a', 'b'] });
    expect([made.status, made.headers.get('etag')]).toEqual([201, '"1"']);
    expect(made.headers.get('location')).toBe(`/api/sql-dbs/${made.body.id}`);
    expect(made.body).toMatchObject({ ...SERVER, hasPassword: true, passwordReference: null, mode: 'dev', version: 1 });
    expect(made.body.dbElements).toEqual({ status: 'idle', taskId: null, log: null, startTime: null, endTime: null });
    expect(made.body.counts).toMatchObject({ tables: 0, columns: 0, relationships: 0, staleTables: 0 });
    const shown = await admin.get(`/api/sql-dbs/${made.body.id}`);
    const listed = await admin.get('/api/sql-dbs?q=typed');
    for (const { text } of [made, shown, listed]) {
      expect(text).not.toContain(SECRET);
      expect(text).not.toMatch(/cipher|structureRevision/i);
    }
    expect(app.log.join('')).not.toContain(SECRET);
  });

  it('are registered by a URL, which is taken apart', async () => {
    const url = `postgresql://reader:${encodeURIComponent(SECRET)}@db.example:5433/shop?sslmode=verify-full`;
    const { status, body, text } = await admin.post('/api/sql-dbs', { name: 'By URL', url });
    expect(status).toBe(201);
    expect(body).toMatchObject({ engine: 'postgresql', host: 'db.example', port: 5433, database: 'shop' });
    expect(body).toMatchObject({ user: 'reader', hasPassword: true, tlsMode: 'verify-full' });
    expect(text).not.toContain(encodeURIComponent(SECRET));
    const twice = await admin.post('/api/sql-dbs', { name: 'Twice', url, host: 'other.example', password: 'x' });
    expect(twice.body.errors).toEqual([
      { path: 'host', message: 'must be left out: the URL says it' },
      { path: 'password', message: 'must be left out: the URL says it' },
    ]);
    const wrong = await admin.post('/api/sql-dbs', { name: 'Wrong', url: `oracle://u:${SECRET}@h/x` });
    expect([wrong.status, wrong.text.includes(SECRET)]).toEqual([422, false]);
  });

  it('keep the password bound to their place', async () => {
    const { body } = await admin.post('/api/sql-dbs', { name: 'Bound', ...SERVER, password: SECRET });
    const path = `/api/sql-dbs/${body.id}`;
    const moved = await admin.patch(path, { host: 'evil.example', version: 1 });
    expect(moved).toMatchObject({ status: 422, body: { errors: [{ path: 'password' }] } });
    const kept = await admin.patch(path, { name: 'Bound still', password: '', version: 1 });
    expect(kept.body).toMatchObject({ name: 'Bound still', hasPassword: true, version: 2 });
    expect((await admin.patch(path, { password: null, version: 2 })).body).toMatchObject({ hasPassword: false });
  });

  it('are changed on the version that was seen only, in the body or in If-Match', async () => {
    const { body } = await admin.post('/api/sql-dbs', { name: 'Versioned', ...SERVER });
    const path = `/api/sql-dbs/${body.id}`;
    const first = await admin.patch(path, { description: 'one' }, { 'if-match': '"1"' });
    expect([first.status, first.headers.get('etag')]).toEqual([200, '"2"']);
    const stale = await admin.patch(path, { description: 'two', version: 1 });
    expect([stale.status, stale.body.code]).toEqual([412, 'stale-version']);
    expect((await admin.patch(path, { description: 'two' }, { 'if-match': '"abc"' })).status).toBe(412);
    const blind = await admin.patch(path, { description: 'two' });
    expect(blind).toMatchObject({ status: 422, body: { errors: [{ path: 'version' }] } });
    expect((await admin.get(path)).body).toMatchObject({ description: 'one', version: 2 });
  });

  it('stay in their workspace, keep their names unique, and can be removed', async () => {
    const { body } = await admin.post('/api/sql-dbs', { name: 'Unique', ...SERVER });
    const path = `/api/sql-dbs/${body.id}`;
    const again = await admin.post('/api/sql-dbs', { name: 'Unique', ...SERVER });
    expect([again.status, again.body.code]).toEqual([409, 'name-taken']);
    const { body: other } = await admin.post('/api/workspaces', { name: 'Elsewhere' });
    const moved = await admin.patch(path, { workspaceId: other.id, version: 1 });
    expect(moved).toMatchObject({ status: 422, body: { errors: [{ path: 'workspaceId' }] } });
    expect((await admin.patch(path, { workspaceId: body.workspaceId, mode: 'prod', version: 1 })).status).toBe(200);
    expect((await admin.delete(path)).status).toBe(204);
    expect((await admin.delete(path)).status).toBe(404);
  });

  it('are filtered, sorted and paged', async () => {
    for (const [name, mode] of [['L1', 'test'], ['L2', 'prod'], ['L3', 'test']]) {
      await admin.post('/api/sql-dbs', { name, mode, ...SERVER, engine: 'mysql', tags: ['listed', `t"${name}`] });
    } // prettier-ignore
    const names = async (query: string) =>
      (await admin.get<Listing>(`/api/sql-dbs?engine=mysql&${query}`)).body.items.map(({ name }) => name);
    expect(await names('mode=test&sort=-name')).toEqual(['L3', 'L1']);
    expect(await names('tag=listed&limit=1&offset=1')).toEqual(['L2']);
    expect(await names(`tag=${encodeURIComponent('t"L2')}`)).toEqual(['L2']);
    expect(await names('status=idle')).toEqual(['L1', 'L2', 'L3']);
    expect(await names('status=running')).toEqual([]);
  });
});

describe('what discovery found', () => {
  let sourceId: string;
  const tableId = async (name: string): Promise<number> => {
    const { items } = (await admin.get<Listing>(`/api/tables?sqlDb=${sourceId}&q=${name}`)).body;
    return Number(items.find((table) => table.name === name)?.id);
  };
  beforeAll(async () => {
    const source = await sourceFixture('sqlite');
    const made = await admin.post('/api/sql-dbs', { name: 'Sample', engine: 'sqlite', path: source.connection.path });
    sourceId = String(made.body.id);
    const started = await admin.post<{ job: Json }>(`/api/sql-dbs/${sourceId}/db-elements`);
    expect(await admin.ended(String(started.body.job.id))).toMatchObject({ status: 'completed', error: null });
  }, 60_000);

  it('is counted on the source', async () => {
    const { body } = await admin.get<Json & { counts: Json }>(`/api/sql-dbs/${sourceId}`);
    expect(body.dbElements).toMatchObject({ status: 'completed' });
    expect(body.lastDiscoveredAt).toEqual(expect.any(String));
    const tables = await admin.get<Listing>(`/api/tables?sqlDb=${sourceId}&limit=500`);
    expect(body.counts.tables).toBe(tables.body.total);
    expect(tables.body.items).toHaveLength(tables.body.total);
  });

  it('shows a table with its keys, columns and relationships both ways', async () => {
    const child = await tableId('child');
    const { body, headers } = await admin.get(`/api/tables/${child}`);
    expect(headers.get('etag')).toBe(`"${String(body.version)}"`);
    expect(body).toMatchObject({ schema: 'main', name: 'child', kind: 'table', columnCount: 7, missingSince: null });
    expect(body.structure).toMatchObject({ primaryKey: ['id'], uniques: [] });
    expect(Object.keys(body)).not.toContain('fingerprint');
    const columns = await admin.get<Listing>(`/api/tables/${child}/columns?limit=2`);
    expect(columns.body).toMatchObject({
      total: 7,
      items: [{ originalColumnName: 'id', pkField: 'PK', ordinal: 1 }, {}],
    });
    expect(columns.body.items[0]).toMatchObject({
      table: { id: child, schema: 'main', name: 'child' },
      sqlDbId: sourceId,
    });
    const { body: rels } = await admin.get<{ outgoing: Json[]; incoming: Json[] }>(
      `/api/tables/${child}/relationships`,
    );
    const composite = rels.outgoing.find(({ constraintName }) => constraintName === 'child_parent');
    expect(composite).toMatchObject({ kind: 'declared', onDelete: 'CASCADE', outside: false });
    expect(composite?.pairs).toMatchObject([
      { position: 1, sourceColumn: 'parent_id', targetColumn: 'id' },
      { position: 2, sourceColumn: 'parent_tenant', targetColumn: 'tenant_id' },
    ]);
    expect(rels.incoming.map(({ constraintName }) => constraintName)).toEqual(['child_boss']);
  });

  it('is filtered', async () => {
    const total = async (path: string): Promise<number> => (await admin.get<Listing>(path)).body.total;
    expect(await total(`/api/columns?sqlDb=${sourceId}&key=pk&dataFormat=INT`)).toBeGreaterThan(0);
    expect(await total(`/api/columns?table=${await tableId('child')}&key=fk`)).toBe(6);
    expect(await total(`/api/relationships?table=${await tableId('parent')}`)).toBe(2);
    expect(await total(`/api/relationships?sqlDb=${sourceId}&missing=true`)).toBe(0);
    expect(await total(`/api/tables?sqlDb=${sourceId}&kind=view&stale=false`)).toBeGreaterThan(0);
  });

  it('takes what people write, on the version that they saw', async () => {
    const path = `/api/tables/${await tableId('parent')}`;
    const { body } = await admin.get(path);
    const text = 'Eltern 👪 <script>';
    const written = await admin.patch(path, { description: text, tags: ['core'], version: body.version });
    expect(written.body).toMatchObject({ description: text, tags: ['core'], version: Number(body.version) + 1 });
    expect((await admin.patch(path, { description: 'x', version: body.version })).status).toBe(412);
    const captured = await admin.patch(path, { comment: 'mine', name: 'other', version: 9 });
    expect(captured.body.errors).toEqual([
      { path: 'comment', message: 'is not known here' },
      { path: 'name', message: 'is not known here' },
    ]);
    const { items } = (await admin.get<Listing>(`${path}/columns`)).body;
    const column = `/api/columns/${String(items[0]?.id)}`;
    const named = await admin.patch(column, { columnName: 'Tenant', valueDescription: 'a number', version: 0 });
    expect(named.status).toBe(412);
    const done = await admin.patch(
      column,
      { columnName: 'Tenant', valueDescription: 'a number' },
      { 'if-match': '"1"' },
    );
    expect(done.body).toMatchObject({ columnName: 'Tenant', originalColumnName: 'tenant_id', version: 2 });
  });

  it('takes relationships that people draw, and lets only those be removed', async () => {
    const [from, to] = [await tableId('site'), await tableId('parent')];
    const column = async (table: number, name: string) =>
      (await admin.get<Listing>(`/api/tables/${table}/columns`)).body.items.find((c) => c.originalColumnName === name)
        ?.id;
    const pairs = [{ sourceColumnId: await column(from, 'id'), targetColumnId: await column(to, 'id') }];
    const made = await admin.post('/api/relationships', { sourceTableId: from, targetTableId: to, pairs });
    expect([made.status, made.headers.get('location')]).toEqual([201, `/api/relationships/${made.body.id}`]);
    expect(made.body).toMatchObject({ kind: 'manual', sourceTable: { name: 'site' }, targetTable: { name: 'parent' } });
    expect((await admin.post('/api/relationships', { sourceTableId: from, targetTableId: to, pairs })).status).toBe(
      409,
    );
    const crossed = [{ sourceColumnId: pairs[0]?.targetColumnId, targetColumnId: pairs[0]?.sourceColumnId }];
    const wrong = await admin.post('/api/relationships', { sourceTableId: from, targetTableId: to, pairs: crossed });
    expect(wrong.body.errors).toMatchObject([{ path: 'pairs.0.sourceColumnId' }, { path: 'pairs.0.targetColumnId' }]);
    const noted = await admin.patch(`/api/relationships/${made.body.id}`, { description: 'by convention', version: 1 });
    expect(noted.body).toMatchObject({ description: 'by convention', version: 2 });
    expect((await admin.delete(`/api/relationships/${made.body.id}`)).status).toBe(204);
    const { items } = (await admin.get<Listing>(`/api/relationships?sqlDb=${sourceId}&kind=declared`)).body;
    const declared = await admin.delete(`/api/relationships/${String(items[0]?.id)}`);
    expect([declared.status, declared.body.code]).toEqual([409, 'not-manual']);
    const there = await admin.delete(`/api/tables/${to}`);
    expect([there.status, there.body.code]).toEqual([409, 'not-missing']);
  });
});
