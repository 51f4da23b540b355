import { readFile, rename, rm } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { INestApplicationContext } from '@nestjs/common';
import { SqlDbService } from '../../catalogue/sql-db/sql-db.service.js';
import { SYSTEM } from '../../common/actor.js';
import type { Config } from '../../config/config.js';
import { makeSqliteFile } from '../../persistence/sqlite/make-file.js';
import { DbElementsService } from '../../tasks/db-elements/db-elements.service.js';

export const DEMO_NAME = 'Demo shop';

/** The script lies beside the sources: from dist/src/cli/serve or src/cli/serve up to the package. */
const SCRIPT = ['../../../demo/shop.sql', '../../../../demo/shop.sql']
  .map((path) => new URL(path, import.meta.url))
  .find((url) => existsSync(url));

/** Makes the demo's file in the data directory, registers it as a source and starts its discovery. */
export async function registerDemo(app: INestApplicationContext, config: Config): Promise<void> {
  const path = join(config.dataDir, 'demo-shop.sqlite');
  await makeFile(path);
  const source = await app.get(SqlDbService).create(SYSTEM, {
    name: DEMO_NAME,
    engine: 'sqlite',
    path,
    mode: 'test',
    language: 'en',
    description: 'A small shop that comes with Seshat, to look around in. Delete it when you like.',
    tags: ['demo'],
  });
  await app.get(DbElementsService).startOne(SYSTEM, source.id);
}

/** In one step, so that a start that was cut off leaves no half file. */
async function makeFile(path: string): Promise<void> {
  if (!SCRIPT) throw new Error('demo/shop.sql is missing from this installation.');
  const draft = `${path}.new`;
  await rm(draft, { force: true });
  makeSqliteFile(draft, await readFile(SCRIPT, 'utf8'));
  await rename(draft, path);
}
