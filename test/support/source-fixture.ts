import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import type { Engine } from '../../src/common/snapshot.js';
import type { ReadScope, SourceConnection } from '../../src/introspection/engine.js';
import { WHOLE_SCOPE } from '../../src/introspection/scope.js';
import { parseSourceUrl } from '../../src/introspection/source-url.js';
import { sourceServer, uniqueName } from './engines.js';
import { temporaryDirectory } from './temporary-directory.js';

/** The sample source on one engine, and what its two schemas are called there. */
export interface SourceFixture {
  readonly engine: Engine;
  readonly connection: SourceConnection;
  /** Both schemas. */
  readonly scope: ReadScope;
  /** The engine's own name of `main` and `other`. */
  readonly schemas: { readonly main: string; readonly other: string };
  /** Runs SQL as an administrator, in the main schema. */
  execute(sql: string): Promise<void>;
}

/** Makes the sample source (test/fixtures/source.<engine>.sql) on an engine; gone at the end of the test file. */
export async function sourceFixture(engine: Engine): Promise<SourceFixture> {
  const dialect = engine === 'mysql' ? 'mariadb' : engine;
  const ddl = readFileSync(join(import.meta.dirname, `../fixtures/source.${dialect}.sql`), 'utf8');
  if (engine === 'sqlite') return sqliteFixture(ddl);
  const server = await sourceServer(engine);
  const isSchema = engine === 'postgresql';
  // Before the main one, and so dropped after it: that one's keys point here.
  const other = isSchema ? uniqueName('other') : (await server.createDatabase('source_other')).name;
  const main = await server.createDatabase('source');
  await server.execute(ddl.replaceAll('{{other}}', other), main.name);
  const schemas = { main: isSchema ? 'public' : main.name, other };
  return {
    engine,
    connection: parseSourceUrl(main.url),
    scope: { ...WHOLE_SCOPE, schemas: [schemas.main, schemas.other] },
    schemas,
    execute: async (sql) => void (await server.execute(sql, main.name)),
  };
}

function sqliteFixture(ddl: string): SourceFixture {
  const path = join(temporaryDirectory('source'), 'source.sqlite');
  const execute = async (sql: string): Promise<void> => {
    const database = new Database(path);
    try {
      database.exec(sql);
    } finally {
      database.close();
    }
  };
  void execute(ddl);
  const schemas = { main: 'main', other: 'main' };
  return { engine: 'sqlite', connection: parseSourceUrl(path), scope: WHOLE_SCOPE, schemas, execute };
}
