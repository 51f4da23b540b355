import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { catalogueUrl } from '../support/engines.js';
import { seshat } from '../support/seshat-command.js';
import { startSeshat } from '../support/seshat-process.js';
import { sourceFixture } from '../support/source-fixture.js';
import { temporaryDirectory } from '../support/temporary-directory.js';
import { terminalApi, type SourceShown } from './terminal-api.js';

describe('seshat catalogue copy', () => {
  it('moves an embedded catalogue to PostgreSQL, where a server goes on with it', async () => {
    const { connection } = await sourceFixture('sqlite');
    const dataDir = temporaryDirectory('data');
    const env = { SESHAT_DATA_DIR: dataDir, SESHAT_SQLITE_DIRS: '/tmp' };
    const saved = await seshat(['discover', connection.path ?? '', '--save', '--name', 'Moved'], { env });
    expect(saved.stdout).toMatch(/^Job 1 of "Moved"/);

    const { url } = await catalogueUrl('postgresql');
    const nowhere = await seshat(['catalogue', 'copy', 'sqlite:/no/such/file', url], { env });
    expect(nowhere).toMatchObject({ code: 2, stderr: expect.stringContaining('There is no catalogue at') });
    const copied = await seshat(['catalogue', 'copy', 'configured', '-'], { env, input: `${url}\n` });
    expect(copied).toMatchObject({ code: 0, stdout: expect.stringMatching(/^Copied \d{2,} rows\.\n$/) });
    const twice = await seshat(['catalogue', 'copy', 'configured', url], { env });
    expect(twice).toMatchObject({ code: 1, stderr: expect.stringContaining('is not empty') });

    const SESHAT_SECRET_KEY_FILE = join(dataDir, 'secret.key');
    const server = await startSeshat({
      args: ['--no-demo'],
      env: { SESHAT_CATALOGUE_URL: url, SESHAT_SECRET_KEY_FILE, SESHAT_SQLITE_DIRS: '/tmp' },
    });
    const { items } = await terminalApi(server).get<{ items: SourceShown[] }>('/sql-dbs');
    expect(items).toMatchObject([{ name: 'Moved', dbElements: { status: 'completed' } }]);
    const again = await seshat(['jobs'], { env: { SESHAT_DATA_DIR: server.dataDir } });
    expect(again.stdout).toMatch(/^1 +completed +db-elements/m);
  }, 120_000);
});
