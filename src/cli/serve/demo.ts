import { existsSync } from 'node:fs';
import { readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { INestApplicationContext } from '@nestjs/common';
import { SqlDbService } from '../../catalogue/sql-db/sql-db.service.js';
import { SYSTEM } from '../../common/actor.js';
import { ConflictError, DomainError } from '../../common/errors.js';
import type { Config } from '../../config/config.js';
import { makeSqliteFile } from '../../persistence/sqlite/make-file.js';
import { DbElementsService } from '../../tasks/db-elements/db-elements.service.js';

export const DEMO_NAME = 'Demo shop';

/** The script lies beside the sources: from dist/src/cli/serve or src/cli/serve up to the package. */
const SCRIPT = ['../../../demo/shop.sql', '../../../../demo/shop.sql']
  .map((path) => new URL(path, import.meta.url))
  .find((url) => existsSync(url));

/**
 * Makes the demo's file in the data directory, registers it as a source and starts its discovery. Whatever a start
 * that was cut off has done of it already is kept.
 */
export async function registerDemo(app: INestApplicationContext, config: Config): Promise<void> {
  const sources = app.get(SqlDbService);
  const path = join(config.dataDir, 'demo-shop.sqlite');
  await makeFile(path);
  const known = async () => (await sources.list(SYSTEM, { tag: DEMO_TAG })).items.find((one) => one.path === path);
  const source = (await known()) ?? (await sources.create(SYSTEM, { ...DEMO, path }));
  if (source.dbElements.status !== 'IDLE') return;
  await app
    .get(DbElementsService)
    .startOne(SYSTEM, source.id)
    .catch((error: unknown) => {
      if (!(error instanceof ConflictError)) throw error; // it runs already
    });
}

const DEMO_TAG = 'demo';
const DEMO = {
  name: DEMO_NAME,
  engine: 'sqlite',
  mode: 'test',
  language: 'en',
  description: 'A small shop that comes with Seshat, to look around in. Delete it when you like.',
  tags: [DEMO_TAG],
} as const;

/** In one step, so that a start that was cut off leaves no half file. */
async function makeFile(path: string): Promise<void> {
  if (!SCRIPT) throw new DomainError('demo-missing', 'demo/shop.sql is missing here. Start with --no-demo.');
  const draft = `${path}.new`;
  await rm(draft, { force: true });
  makeSqliteFile(draft, await readFile(SCRIPT, 'utf8'));
  await rename(draft, path);
}
