import pg from 'pg';

/** What became of a round's sources, as the rows of the catalogue say it. */
export interface Outcome {
  readonly completed: number;
  /** Children of the round, whatever became of them; more than the sources would be a start too much. */
  readonly jobs: number;
  /** Changes to COMPLETED that were written; more than jobs would be a second end. */
  readonly ends: number;
  /** Sources that hold just the tables they have. */
  readonly whole: number;
  readonly attempts: number;
  readonly losses: number;
}

/** The catalogue that all processes share, in a database of its own. */
export class MachineCatalogue {
  private constructor(
    private readonly server: string,
    private readonly name: string,
    private readonly client: pg.Client,
  ) {}

  /** @param server an administrator's URL */
  static async make(server: string, name: string): Promise<MachineCatalogue> {
    await onServer(server, `CREATE DATABASE ${name}`);
    const client = new pg.Client({ connectionString: databaseOf(server, name) });
    await client.connect();
    return new MachineCatalogue(server, name, client);
  }

  get url(): string {
    return databaseOf(this.server, this.name);
  }

  /** How many of the jobs have not ended. */
  async live(jobIds: readonly string[]): Promise<number> {
    const sql = "SELECT count(*)::int AS n FROM job WHERE id = ANY($1) AND status IN ('PENDING', 'RUNNING')";
    const { rows } = await this.client.query<{ n: number }>(sql, [jobIds]);
    return rows[0]?.n ?? 0;
  }

  /** @param tables how many each source has */
  async outcome(sourceIds: readonly string[], tables: number): Promise<Outcome> {
    const { rows } = await this.client.query<Outcome>(OUTCOME, [sourceIds, tables]);
    if (!rows[0]) throw new Error('The catalogue says nothing.');
    return rows[0];
  }

  async drop(): Promise<void> {
    await this.client.end();
    await onServer(this.server, `DROP DATABASE ${this.name} WITH (FORCE)`);
  }
}

const OUTCOME = `
  WITH mine AS (SELECT * FROM job WHERE subject_id = ANY($1)),
  pictures AS (
    SELECT sql_db_id, count(*) AS n FROM sql_table WHERE sql_db_id = ANY($1) AND missing_since IS NULL GROUP BY sql_db_id
  )
  SELECT count(*)::int AS jobs,
    count(*) FILTER (WHERE status = 'COMPLETED')::int AS completed,
    sum(attempt)::int AS attempts,
    sum(losses)::int AS losses,
    (SELECT count(*)::int FROM pictures WHERE n = $2) AS whole,
    (SELECT count(*)::int FROM job_event e JOIN mine m ON m.id = e.job_id
      WHERE e.kind = 'status' AND e.data::json ->> 'to' = 'COMPLETED') AS ends
  FROM mine`;

function databaseOf(server: string, name: string): string {
  const url = new URL(server);
  url.pathname = `/${name}`;
  return url.href;
}

async function onServer(server: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: server });
  await client.connect();
  await client.query(sql).finally(() => client.end());
}
