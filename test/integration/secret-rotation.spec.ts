import { beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { SecretRotation } from '../../src/catalogue/sql-db/secret-rotation.js';
import { SqlDbSecrets } from '../../src/catalogue/sql-db/sql-db-secrets.js';
import { SqlDb } from '../../src/catalogue/sql-db/sql-db.entity.js';
import { Secret } from '../../src/common/redact.js';
import { CatalogueConnection } from '../../src/persistence/catalogue-connection.js';
import { Cipher } from '../../src/persistence/secrets/cipher.js';
import { SecretResolver } from '../../src/persistence/secrets/secret-resolver.js';
import { catalogueApp, type CatalogueApp } from '../support/catalogue-app.js';
import { TEST_ENGINES } from '../support/engines.js';

const key = (letter: string): Secret => new Secret(letter.repeat(32));
const FIRST = key('a');
const SECOND = key('b');
const THIRD = key('c');
const PASSWORDS = ['correct horse', 'ß√ 😀', 'x'];

describe.each(TEST_ENGINES)('changing the key on %s', (engine) => {
  let app: CatalogueApp;
  const ids: string[] = [];
  const secretsWith = (current: Secret, ...old: Secret[]): SqlDbSecrets =>
    new SqlDbSecrets(new Cipher(current, old), new SecretResolver(null));
  const rotationWith = (...keys: [Secret, ...Secret[]]): SecretRotation =>
    new SecretRotation(new CatalogueConnection(app.source), app.transactions, secretsWith(...keys));
  const stored = async (): Promise<(string | null)[]> => {
    const select = { id: true, passwordCipher: true } as const;
    const found = await app.source.manager.find(SqlDb, { select, order: { id: 'ASC' } });
    return ids.map((id) => found.find((one) => one.id === id)?.passwordCipher ?? null);
  };
  const readWith = async (...keys: [Secret, ...Secret[]]): Promise<(string | null)[]> => {
    const secrets = secretsWith(...keys);
    return Promise.all(
      (await stored()).map(async (passwordCipher, index) =>
        secrets.reveal(ids[index] ?? '', { passwordCipher, passwordReference: null }),
      ),
    );
  };
  const keep = async (id: string, cipher: Cipher, password: string): Promise<void> => {
    const passwordCipher = cipher.encrypt(password, { table: 'sql_db', row: id, field: 'password' });
    await app.source.manager.update(SqlDb, { id }, { passwordCipher });
  };

  beforeAll(async () => {
    app = await catalogueApp(engine);
    for (const password of PASSWORDS) {
      const id = await app.newSource();
      ids.push(id);
      await keep(id, new Cipher(FIRST), password);
    }
    await app.newSource({ password: null });
  });

  it('encrypts every password anew with the present key, once, as nobody’s edit', async () => {
    const version = async () => app.source.manager.sum(SqlDb, 'version');
    const before = await version();
    expect(await rotationWith(SECOND, FIRST).rotate()).toBe(3);
    expect(await readWith(SECOND)).toEqual(PASSWORDS);
    await expect(readWith(FIRST)).rejects.toMatchObject({ code: 'cipher-key-missing' });
    expect(await version()).toBe(before);
    expect(await rotationWith(SECOND, FIRST).rotate()).toBe(0);
  });

  it('leaves all as they are when one cannot be read, and says whose must be entered again', async () => {
    const told = jest.spyOn(Logger.prototype, 'error').mockImplementation(() => undefined);
    const [lost = ''] = ids;
    await keep(lost, new Cipher(FIRST), 'lost');
    const before = await stored();
    expect(await rotationWith(THIRD, SECOND).rotate()).toBe(0);
    expect(await stored()).toEqual(before);
    expect(told.mock.calls).toEqual([[expect.stringContaining(`(${lost}, cipher-key-missing)`)]]);
    expect(JSON.stringify(told.mock.calls)).not.toContain(ids[1]);
    told.mockRestore();
    await keep(lost, new Cipher(SECOND), PASSWORDS[0] ?? '');
  });

  it('begins when the catalogue is ready, and is waited for at the end', async () => {
    const rotation = rotationWith(THIRD, SECOND);
    const [before] = await stored();
    rotation.onApplicationBootstrap();
    while ((await stored())[0] === before) await new Promise((resolve) => setTimeout(resolve, 20));
    await rotation.onModuleDestroy();
    expect(await readWith(THIRD)).toEqual(PASSWORDS);
  });
});
