import { beforeAll, describe, expect, it } from '@jest/globals';
import { loadConfig } from '../../src/config/load-config.js';
import type { SourceConnection } from '../../src/introspection/engine.js';
import { Lane } from '../../src/introspection/mysql/mysql.lane.js';
import { parseSourceUrl } from '../../src/introspection/source-url.js';
import { readerSettings } from '../../src/tasks/reader-settings.js';
import { sourceServer, TEST_ENGINES } from '../support/engines.js';

const FAMILY = TEST_ENGINES.filter((engine) => engine === 'mariadb' || engine === 'mysql');
const limitsOf = (env: Record<string, string>) => readerSettings(loadConfig({ env })).limits;

describe('the limits of readers', () => {
  it('keep the lock timeouts of both families apart', () => {
    expect(limitsOf({})).toMatchObject({ lockMs: 3_000, mysqlLockMs: 5_000 });
    const both = { SESHAT_MYSQL_LOCK_TIMEOUT: '7s', SESHAT_POSTGRESQL_LOCK_TIMEOUT: '2s' };
    expect(limitsOf(both)).toMatchObject({ lockMs: 2_000, mysqlLockMs: 7_000 });
  });
});

describe.each(FAMILY)('a session on %s', (engine) => {
  let connection: SourceConnection;
  beforeAll(async () => {
    const database = await (await sourceServer(engine)).createDatabase('limits');
    connection = parseSourceUrl(database.url);
  });

  it.each([
    ['5', {}],
    ['7', { SESHAT_MYSQL_LOCK_TIMEOUT: '7s' }],
  ])('waits %s s for a lock with the setting %j', async (seconds, env) => {
    const [lane] = await Lane.open(connection, limitsOf(env), () => undefined);
    await using session = lane;
    const sql = 'SELECT CONCAT(@@lock_wait_timeout), 0, 0, 0';
    const [row] = await session.rows<'identity'>({ what: 'the limits', sql, values: [] });
    expect(row?.[0]).toBe(seconds);
  });
});
