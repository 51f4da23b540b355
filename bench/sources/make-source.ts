import { join } from 'node:path';
import type { Engine } from '../../src/common/snapshot.js';
import type { BenchSource } from './bench-source.js';
import { makeMysqlSource } from './mysql.source.js';
import { makePostgresqlSource } from './postgresql.source.js';
import { makeSqliteSource } from './sqlite.source.js';

/** Makes a generated source; on a server, in a database named after this process. */
export function makeSource(engine: Engine, tables: number, directory: string, url: string): Promise<BenchSource> {
  const name = `seshat_bench_${process.pid}_${tables}`;
  switch (engine) {
    case 'sqlite':
      return makeSqliteSource(join(directory, `${name}.sqlite`), tables);
    case 'postgresql':
      return makePostgresqlSource(url, name, tables);
    default:
      return makeMysqlSource(engine, url, name, tables);
  }
}
