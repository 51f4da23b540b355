import { existsSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { SERVER_ENGINES, TEST_ENGINES, catalogueUrls, sourceServer } from '../support/engines.js';
import { temporaryDirectory } from '../support/temporary-directory.js';

describe.each(SERVER_ENGINES)('a %s test server', (engine) => {
  it('makes, fills, reads and drops a database of the test', async () => {
    const server = await sourceServer(engine);
    const database = await server.createDatabase('support');
    const rows = await server.execute(
      'CREATE TABLE t (a int); INSERT INTO t VALUES (1), (2); SELECT a FROM t ORDER BY a',
      database.name,
    );
    expect(rows.map((row) => row.a)).toEqual([1, 2]);
    expect(await server.execute('SELECT a FROM t WHERE a = 2', database.name)).toHaveLength(1);
    expect(new URL(database.url).pathname).toBe(`/${database.name}`);
    await database.drop();
    await expect(server.execute('SELECT 1', database.name)).rejects.toThrow(database.name);
  });
});

describe('support', () => {
  it('gives every test file empty catalogues of its own', async () => {
    const [first, second] = await Promise.all([catalogueUrls(), catalogueUrls()]);
    expect(first.map((catalogue) => catalogue.engine)).toEqual(TEST_ENGINES);
    expect(new Set([...first, ...second].map((catalogue) => catalogue.url)).size).toBe(2 * TEST_ENGINES.length);
  });

  it('gives a directory that exists', () => {
    expect(existsSync(temporaryDirectory())).toBe(true);
  });
});
