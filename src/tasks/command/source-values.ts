import type { Engine } from '../../common/snapshot.js';

const SERVERS: readonly Engine[] = ['mariadb', 'mysql', 'postgresql'];
const MYSQL: readonly Engine[] = ['mariadb', 'mysql'];

/** What templates may say of a source, and for which engines it has a value. Never the password. */
export const SOURCE_VALUES: Readonly<Record<string, readonly Engine[] | undefined>> = {
  name: ['sqlite', ...SERVERS],
  engine: ['sqlite', ...SERVERS],
  /** The file of a SQLite source. */
  path: ['sqlite'],
  host: SERVERS,
  port: SERVERS,
  database: SERVERS,
  user: SERVERS,
  /** A file of options for `--defaults-file` of MySQL's and MariaDB's programs; the password is in it. */
  defaultsFile: MYSQL,
  /** A file for PGPASSFILE. */
  passFile: ['postgresql'],
};
