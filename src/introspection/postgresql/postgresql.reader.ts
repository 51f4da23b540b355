import pg from 'pg';
import { SourceError } from '../../common/errors.js';
import type { EngineReader, ReadLimits, SourceConnection } from '../engine.js';
import { Asker } from './postgresql.asker.js';
import { APPLICATION_NAME, clientConfig, sessionSettings } from './postgresql.connection.js';
import { classifyPostgresql } from './postgresql.errors.js';
import { CANCEL, HELLO } from './postgresql.queries.js';
import { PostgresqlSession, type HelloRow } from './postgresql.session.js';

/** The oldest server whose catalogs our queries fit (generated columns). */
const OLDEST_VERSION = 120_000;

interface Connected {
  readonly client: pg.Client;
  readonly asker: Asker;
}

async function connect(connection: SourceConnection, limits: ReadLimits): Promise<Connected> {
  const client = new pg.Client(clientConfig(connection, limits));
  // A connection that breaks says so to the running query as well; without a listener it would end the process.
  client.on('error', () => undefined);
  try {
    await client.connect();
  } catch (error) {
    client.connection.stream.destroy();
    throw classifyPostgresql(connection, error);
  }
  return { client, asker: new Asker(client, connection, limits) };
}

/** Refuses a server that our queries do not fit, and a pooler that dropped our settings without a word. */
function check(hello: HelloRow, limits: ReadLimits): void {
  const [version, versionNumber, , , readOnly, searchPath] = hello;
  if (!(Number(versionNumber) >= OLDEST_VERSION)) {
    throw new SourceError('other', `The server is version ${version}; PostgreSQL 12 or later is needed.`);
  }
  const settings = sessionSettings(limits);
  if (readOnly !== settings.default_transaction_read_only || searchPath !== settings.search_path) {
    throw new SourceError(
      'protocol',
      'A connection pooler dropped the settings that keep our session read-only. Connect to the PostgreSQL server itself.',
    );
  }
}

/** PostgreSQL 12 to 18, read from pg_catalog. Tested on 15. */
export const postgresqlReader: EngineReader = {
  engines: ['postgresql'],
  version: 1,

  async open(connection, limits) {
    const { client, asker } = await connect(connection, limits);
    try {
      const [hello] = await asker.rows<HelloRow>(HELLO);
      if (!hello) throw new SourceError('protocol', 'The server did not say who it is.');
      check(hello, limits);
      return new PostgresqlSession(client, asker, hello);
    } catch (error) {
      await client.end();
      throw error;
    }
  },

  async cancel(connection, cancelToken, limits) {
    const { client, asker } = await connect(connection, limits);
    try {
      await asker.rows(CANCEL, [cancelToken, APPLICATION_NAME]);
    } finally {
      await client.end();
    }
  },
};
