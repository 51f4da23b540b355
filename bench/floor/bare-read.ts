import type { Engine } from '../../src/common/snapshot.js';
import type { SourcePlace } from '../sources/bench-source.js';
import { openMysql } from './bare-read.mysql.js';
import { openPostgresql } from './bare-read.postgresql.js';
import { openSqlite } from './bare-read.sqlite.js';

/** An open connection on which the least that a reader must ask can be asked. */
export interface BareReader {
  /** Asks all the queries, takes all rows as arrays and makes nothing of them; answers how many there were. */
  read(): Promise<number>;
  close(): Promise<void>;
}

const OPENERS: Readonly<Record<Engine, (place: SourcePlace) => Promise<BareReader>>> = {
  sqlite: openSqlite,
  mariadb: openMysql,
  mysql: openMysql,
  postgresql: openPostgresql,
};

export function openBareReader(place: SourcePlace): Promise<BareReader> {
  return OPENERS[place.engine](place);
}
