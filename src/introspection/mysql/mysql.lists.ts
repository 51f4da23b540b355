import { SourceError } from '../../common/errors.js';
import type { ReadSink } from '../engine.js';
import { isView, put } from './mysql.draft.js';
import type { Lane } from './mysql.lane.js';
import type { Picture } from './mysql.picture.js';
import {
  listCheckOwners,
  listChecks,
  listColumns,
  listKeys,
  listPartitions,
  listRules,
  listStatistics,
  listTables,
  listViews,
  showCreateTable,
  WARNINGS,
  type Rows,
  type Statement,
} from './mysql.queries.js';
import type { ServerFacts } from './mysql.server.js';
import { rulesFromShowCreate } from './mysql.show-create.js';

/** One piece of reading, on whichever connection is free. */
type Job = (lane: Lane) => Promise<void>;

/** Columns between two messages of progress. */
const PROGRESS_EVERY = 10_000;

const LOCK_WARNINGS: ReadonlySet<number> = new Set([1205, 1213]);

/**
 * Reads the lists of information_schema into the picture: a fixed number of statements, whatever the number of tables.
 * COLUMNS takes about as long as the rest together, so it goes first and has a connection to itself for a while.
 */
export class Lists {
  #tablesKnown = false;
  /** Per list, how many tables the server skipped because they stayed locked. */
  #skipped = 0;

  constructor(
    private readonly lanes: readonly Lane[],
    private readonly server: ServerFacts,
    private readonly schemas: readonly string[],
    private readonly picture: Picture,
    private readonly sink: ReadSink,
  ) {}

  /** @throws SourceError */
  async read(): Promise<void> {
    const { picture, schemas, server } = this;
    const jobs: Job[] = [
      (lane) => this.#columns(lane),
      (lane) => this.#tables(lane, jobs),
      this.#list<'statistics'>(listStatistics(server, schemas), (row) => picture.addIndexPart(row)),
      this.#list<'keys'>(listKeys(schemas), (row) => picture.addKeyPair(row)),
      this.#list<'rules'>(listRules(schemas), (row) => picture.addRule(row)),
    ];
    if (server.checks) jobs.push((lane) => this.#checks(lane));
    await this.#spread(jobs);
    this.#refuseGaps();
    await this.#hiddenRules();
  }

  async #columns(lane: Lane): Promise<void> {
    const { picture, sink } = this;
    let next = PROGRESS_EVERY;
    await lane.each<'columns'>(listColumns(this.schemas), (row) => {
      picture.addColumn(row);
      if (picture.columns < next) return;
      next += PROGRESS_EVERY;
      if (this.#tablesKnown) sink.progress('columns', picture.columns, null);
    });
    await this.#countSkipped(lane);
  }

  async #tables(lane: Lane, jobs: Job[]): Promise<void> {
    const rows = await lane.rows<'tables'>(listTables(this.schemas));
    for (const row of rows) this.picture.addTable(row);
    const listed = this.picture.listed();
    this.#tablesKnown = true;
    this.sink.progress('tables', listed.length, listed.length);
    const { picture, schemas } = this;
    if (listed.some((draft) => draft.listed && isView(draft.listed))) {
      jobs.push(this.#list<'views'>(listViews(schemas), (row) => picture.addView(row)));
    }
    // CREATE_OPTIONS; a false hit costs one statement.
    if (listed.some((draft) => draft.listed?.[6]?.includes('partitioned'))) {
      jobs.push(this.#list<'partitions'>(listPartitions(schemas), (row) => picture.addPartition(row)));
    }
  }

  async #checks(lane: Lane): Promise<void> {
    const checks = await lane.rows<'checks'>(listChecks(this.server, this.schemas));
    await this.#countSkipped(lane);
    const owners = new Map<string, string>();
    if (!this.server.checksNameTable && checks.length > 0) {
      const rows = await lane.rows<'checkOwners'>(listCheckOwners(this.schemas));
      for (const [schema, table, name] of rows) owners.set(`${schema}\0${name}`, table);
    }
    for (const [schema, named, name, clause] of checks) {
      const table = named ?? owners.get(`${schema}\0${name}`);
      if (table !== undefined) this.picture.addCheck(schema, table, name, clause);
    }
  }

  #list<Kind extends keyof Rows>(statement: Statement, take: (row: Rows[Kind]) => void): Job {
    return async (lane) => {
      await lane.each<Kind>(statement, take);
      await this.#countSkipped(lane);
    };
  }

  async #countSkipped(lane: Lane): Promise<void> {
    const warnings = await lane.rows<'warnings'>(WARNINGS);
    const skipped = warnings.filter(([, code]) => LOCK_WARNINGS.has(Number(code))).length;
    this.#skipped = Math.max(this.#skipped, skipped);
  }

  /**
   * A table that TABLES shows as locked is known to be unread. When another list skipped more than those, some table
   * lacks its keys or columns and nobody says which.
   */
  #refuseGaps(): void {
    const known = this.picture
      .listed()
      .filter((draft) => draft.listed?.[2] === 'BASE TABLE' && draft.listed[3] === null);
    if (this.#skipped <= known.length) return;
    const message = 'Tables were locked while they were read, as by a change of their structure. Try again afterwards.';
    throw new SourceError('timeout', message, true);
  }

  /**
   * MariaDB hides the rules of foreign keys from an account that has nothing but SELECT, and has no other list of
   * them that it may read. SHOW CREATE TABLE tells them, table by table: for those with keys only.
   */
  async #hiddenRules(): Promise<void> {
    const drafts = this.picture.tablesWithoutRules();
    let denied = 0;
    const jobs = drafts.map((draft): Job => async (lane) => {
      const statement = showCreateTable(draft.schema, draft.name);
      const [created] = await lane.rows<'created'>(statement).catch((error: unknown) => {
        if (!(error instanceof SourceError) || error.transient || error.failure !== 'permission') throw error;
        denied++;
        return [];
      });
      const rules = rulesFromShowCreate(String(created?.[1] ?? ''), this.server.defaultRule);
      for (const [name, rule] of rules) draft.rules = put(draft.rules, name, rule);
    });
    await this.#spread(jobs);
    if (denied === 0) return;
    this.sink.warn(
      `The rules (ON UPDATE, ON DELETE) of the foreign keys of ${denied} tables are hidden from this account and ` +
        `are given as ${this.server.defaultRule}. SELECT on the whole tables shows them.`,
    );
  }

  /** Each connection takes the next piece as soon as it is free; pieces may add others. */
  async #spread(jobs: Job[]): Promise<void> {
    const work = async (lane: Lane): Promise<void> => {
      for (let job = jobs.shift(); job; job = jobs.shift()) await job(lane);
    };
    await Promise.all(this.lanes.map(work));
  }
}
