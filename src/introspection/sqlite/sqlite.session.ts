import { basename } from 'node:path';
import Database from 'better-sqlite3';
import { CATALOGUE_APPLICATION_ID } from '../../common/catalogue-file-id.js';
import { SourceError } from '../../common/errors.js';
import type { SnapshotSource } from '../../common/snapshot.js';
import type { EngineSession, ProbeResult, ReadLimits, ReadScope, ReadSink, SourceConnection } from '../engine.js';
import { classify } from './errors.js';
import { SqliteClient } from './sqlite.client.js';
import { readFile } from './sqlite.read.js';
import { SCHEMA_VERSION, VERSION } from './sqlite.queries.js';
import { MAIN } from './sqlite.rows.js';

/** A read-only session on one file: one transaction from the first query to the last, so that the picture is one moment's. */
export class SqliteSession implements EngineSession {
  readonly cancelToken = null;
  readonly #database: Database.Database;
  readonly #client: SqliteClient;

  /** @throws SourceError when the file is missing, unreadable, no database or a catalogue of ours */
  constructor(
    private readonly connection: SourceConnection,
    limits: ReadLimits,
  ) {
    try {
      const path = connection.path ?? '';
      this.#database = new Database(path, { readonly: true, fileMustExist: true, timeout: limits.lockMs });
      this.#client = new SqliteClient(this.#database);
      // A hostile file can hold a schema that acts when it is read: no functions of its own, no writes, strict cells.
      for (const pragma of ['trusted_schema = OFF', 'query_only = ON', 'cell_size_check = ON', 'mmap_size = 0']) {
        this.#database.pragma(pragma);
      }
      this.#client.all(SCHEMA_VERSION);
      this.#refuseCatalogue();
    } catch (error) {
      throw classify(connection, error);
    }
  }

  get queries(): number {
    return this.#client.queries;
  }

  async probe(): Promise<ProbeResult> {
    try {
      const version = this.#version();
      const start = performance.now();
      this.#client.all('SELECT count(*) FROM sqlite_schema WHERE rowid < 2');
      return { version, latencyMs: performance.now() - start, schemas: [MAIN], warnings: [] };
    } catch (error) {
      throw classify(this.connection, error);
    }
  }

  async read(scope: ReadScope, sink: ReadSink): Promise<SnapshotSource> {
    if (scope.schemas.length > 0 && !scope.schemas.includes(MAIN)) {
      const asked = scope.schemas.join(', ');
      throw new SourceError(
        'database-missing',
        `An SQLite file has one schema, "${MAIN}", not ${asked}. Leave it empty.`,
      );
    }
    try {
      this.#database.exec('BEGIN');
      const version = this.#version();
      await readFile(this.#client, scope, sink);
      this.#database.exec('COMMIT');
      return { engine: 'sqlite', version, database: basename(this.connection.path ?? ''), schemas: [MAIN] };
    } catch (error) {
      throw classify(this.connection, error);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#database.close();
  }

  /** A copy or a backup of a catalogue lies anywhere, and holds what only its own people may see. */
  #refuseCatalogue(): void {
    if (this.#database.pragma('application_id', { simple: true }) !== CATALOGUE_APPLICATION_ID) return;
    throw new SourceError(
      'permission',
      `${this.connection.path} is a catalogue of Seshat, or a copy of one, and cannot be a source. Name another file.`,
    );
  }

  #version(): string {
    return this.#client.all<[string]>(VERSION)[0]?.[0] ?? '';
  }
}
