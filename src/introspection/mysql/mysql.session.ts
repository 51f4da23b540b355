import { SourceError } from '../../common/errors.js';
import type { SnapshotSource } from '../../common/snapshot.js';
import type { EngineSession, ProbeResult, ReadLimits, ReadScope, ReadSink, SourceConnection } from '../engine.js';
import { scopeFilter } from '../scope.js';
import { compare, type TableDraft } from './mysql.draft.js';
import { grantFor } from './mysql.errors.js';
import { Lane } from './mysql.lane.js';
import { Lists } from './mysql.lists.js';
import { Picture } from './mysql.picture.js';
import { listPrivileges, PING, SCHEMATA, SYSTEM_SCHEMAS } from './mysql.queries.js';
import type { ServerFacts } from './mysql.server.js';

/** A read-only session over one or, where the account may have them, two connections. */
export class MysqlSession implements EngineSession {
  queries = 0;
  readonly #lanes: Lane[] = [];

  private constructor(
    private readonly connection: SourceConnection,
    private readonly server: ServerFacts,
  ) {}

  /** @throws SourceError */
  static async open(connection: SourceConnection, limits: ReadLimits): Promise<MysqlSession> {
    let asked = 0;
    let count = (): void => void asked++;
    const [first, server] = await Lane.open(connection, limits, () => count());
    const session = new MysqlSession(connection, server);
    session.#lanes.push(first);
    session.queries = asked;
    count = () => void session.queries++;
    // The second one saves time only: an account that may have but one is read all the same.
    const second = await Lane.open(connection, limits, () => count()).catch(() => null);
    if (second) session.#lanes.push(second[0]);
    return session;
  }

  /** The threads of this session's connections, such as `41,42`. */
  get cancelToken(): string {
    return this.#lanes.map((lane) => lane.thread).join(',');
  }

  async probe(): Promise<ProbeResult> {
    const lane = this.#first();
    const started = performance.now();
    await lane.rows(PING);
    const latencyMs = Math.round((performance.now() - started) * 100) / 100;
    const visible = await this.#visible();
    const schemas = visible.filter((name) => !SYSTEM_SCHEMAS.has(name.toLowerCase()));
    const warnings: string[] = [];
    const privileges = (await lane.rows<'privileges'>(listPrivileges(this.server))).map(([privilege]) => privilege);
    // Privileges that come by a role are not in these lists: with none at all there, nothing is said.
    if (privileges.includes('SELECT') && !privileges.includes('SHOW VIEW'))
      warnings.push(this.#wantsShowView([this.connection.database]));
    if (schemas.length === 0) {
      warnings.push(`The account sees no database. ${this.#grant(this.connection.database)}`);
    }
    return { version: this.server.version, latencyMs, schemas, warnings };
  }

  async read(scope: ReadScope, sink: ReadSink): Promise<SnapshotSource> {
    const schemas = await this.#schemasOf(scope);
    const wanted = new Set(schemas);
    const filter = scopeFilter(scope);
    const picture = new Picture(this.server, (schema, name) => wanted.has(schema) && filter(schema, name));
    if (schemas.length > 0) await new Lists(this.#lanes, this.server, schemas, picture, sink).read();
    const listed = picture.listed();
    const keys = listed.reduce((sum, draft) => sum + draft.keys.size, 0);
    sink.progress('columns', picture.columns, picture.columns);
    this.#warnOfHiddenViews(listed, sink);
    for (const { table, rowEstimate } of picture.finish((message) => sink.warn(message))) {
      const more = sink.table(table, rowEstimate);
      if (more) await more;
    }
    sink.progress('relationships', keys, keys);
    const { engine, version } = this.server;
    return { engine, version, database: this.connection.database ?? '', schemas };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#lanes.map((lane) => lane[Symbol.asyncDispose]()));
  }

  /**
   * What the scope names, else the connection's database, else every user database that the account sees.
   * @throws SourceError for a named one that is not there: its tables must not seem to have vanished
   */
  async #schemasOf(scope: ReadScope): Promise<string[]> {
    const visible = await this.#visible();
    const { database } = this.connection;
    const named = scope.schemas.length > 0 ? scope.schemas : database ? [database] : null;
    if (named === null) return visible.filter((name) => !SYSTEM_SCHEMAS.has(name.toLowerCase()));
    const fold = (name: string): string => (this.server.foldsNames ? name.toLowerCase() : name);
    const known = new Map(visible.map((name) => [fold(name), name]));
    const missing = named.filter((name) => !known.has(fold(name)));
    if (missing.length > 0) {
      const names = missing.map((name) => `"${name}"`).join(', ');
      throw new SourceError(
        'database-missing',
        `There is no database ${names}, or the account may see nothing of it: the server does not tell which. ` +
          `Check the name; case may count. ${this.#grant(missing[0] ?? null)}`,
      );
    }
    return [...new Set(named.map((name) => known.get(fold(name)) ?? name))].sort(compare);
  }

  async #visible(): Promise<string[]> {
    return (await this.#first().rows<'schemata'>(SCHEMATA)).map(([name]) => name).sort(compare);
  }

  #first(): Lane {
    const [lane] = this.#lanes;
    if (!lane) throw new SourceError('other', 'The session is closed.');
    return lane;
  }

  #grant(schema: string | null): string {
    return `Have an administrator run: ${grantFor(schema, this.server.account)}`;
  }

  #warnOfHiddenViews(listed: readonly TableDraft[], sink: ReadSink): void {
    const hidden = listed.filter((draft) => draft.listed?.[2] === 'VIEW' && draft.definition === null);
    if (hidden.length > 0)
      sink.warn(this.#wantsShowView([...new Set(hidden.map((draft) => draft.schema))].sort(compare)));
  }

  #wantsShowView(schemas: readonly (string | null)[]): string {
    const grants = schemas.slice(0, 5).map((schema) => grantFor(schema, this.server.account));
    return `The account has no SHOW VIEW: the text of views stays hidden. Have an administrator run: ${grants.join(' ')}`;
  }
}
