import type pg from 'pg';
import { SourceError } from '../../common/errors.js';
import type { SnapshotSource } from '../../common/snapshot.js';
import type { EngineSession, ProbeResult, ReadScope, ReadSink } from '../engine.js';
import type { Asker } from './postgresql.asker.js';
import { privilegeWarnings, type PrivilegeRow } from './postgresql.privileges.js';
import * as sql from './postgresql.queries.js';
import { relationsInScope, type RelationRow } from './postgresql.relations.js';
import { deliverTables } from './postgresql.tables.js';

/** A row of HELLO. */
export type HelloRow = readonly [
  version: string,
  versionNumber: string,
  database: string,
  pid: string,
  readOnly: string,
  searchPath: string,
];

/** One connection that reads pg_catalog; in autocommit, so that no snapshot is held open on the source. */
export class PostgresqlSession implements EngineSession {
  constructor(
    private readonly client: pg.Client,
    private readonly asker: Asker,
    private readonly hello: HelloRow,
  ) {}

  get queries(): number {
    return this.asker.queries;
  }

  /** The process id of the server's side of this session. */
  get cancelToken(): string {
    return this.hello[3];
  }

  async probe(): Promise<ProbeResult> {
    const started = performance.now();
    await this.asker.rows('SELECT 1');
    const latencyMs = performance.now() - started;
    const privileges = await this.asker.rows<PrivilegeRow>(sql.PRIVILEGES);
    const schemas = privileges.map(([schema]) => schema).sort();
    return {
      version: this.hello[0],
      latencyMs,
      schemas,
      warnings: privilegeWarnings(this.asker.connection, privileges),
    };
  }

  /** @throws SourceError when a schema that the scope names is not there: its tables must not seem to have vanished */
  async read(scope: ReadScope, sink: ReadSink): Promise<SnapshotSource> {
    const only = scope.schemas.length === 0 ? null : [...scope.schemas];
    const schemaRows = await this.asker.rows<readonly [name: string, ofExtension: string]>(sql.SCHEMAS, [only]);
    const known = new Set(schemaRows.map(([name]) => name));
    const missing = scope.schemas.filter((name) => !known.has(name)).map((name) => `"${name}"`);
    if (missing.length > 0) {
      const message = `There is no user schema ${missing.join(', ')}. Check the name; upper and lower case count.`;
      throw new SourceError('database-missing', message);
    }
    const rows = await this.asker.decompile((busy) => this.asker.rows<RelationRow>(sql.RELATIONS, [only, busy]));
    const relations = relationsInScope(rows, scope);
    sink.progress('tables', relations.length, relations.length);
    const major = this.hello[1].slice(0, -4);
    const foreignKeys = await deliverTables(this.asker, major, relations, sink);
    sink.progress('relationships', foreignKeys, foreignKeys);
    const read = new Set(schemaRows.flatMap(([name, ofExtension]) => (ofExtension === 't' ? [] : [name])));
    for (const { schema } of relations) read.add(schema);
    const [version, , database] = this.hello;
    return { engine: 'postgresql', version, database, schemas: [...read].sort() };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.client.end();
  }
}
