import type { DataSource, Logger } from 'typeorm';

interface Recorded {
  readonly sql: string;
  readonly parameters: readonly unknown[];
}

/** Keeps the queries that run while it is on. */
export class QueryRecorder implements Logger {
  private kept: Recorded[] | null = null;

  logQuery(sql: string, parameters: unknown[] = []): void {
    this.kept?.push({ sql, parameters });
  }

  logQueryError(): void {}
  logQuerySlow(): void {}
  logSchemaBuild(): void {}
  logMigration(): void {}
  log(): void {}

  /** The plan of each query that the work sends: a few lines each, in the engine's own words. */
  async plansOf(source: DataSource, work: () => Promise<unknown>): Promise<string[]> {
    this.kept = [];
    await work();
    const recorded = this.kept;
    this.kept = null;
    const { type } = source.options;
    const explain = type === 'better-sqlite3' ? 'EXPLAIN QUERY PLAN' : 'EXPLAIN';
    const plans: string[] = [];
    for (const { sql, parameters } of recorded.filter((one) => /^SELECT/i.test(one.sql))) {
      const rows: Record<string, unknown>[] = await source.query(`${explain} ${sql}`, [...parameters]);
      plans.push(...rows.map(planLine), '');
    }
    return plans;
  }
}

function planLine(row: Record<string, unknown>): string {
  if (typeof row['QUERY PLAN'] === 'string') return row['QUERY PLAN'];
  if (typeof row.detail === 'string') return row.detail;
  const facts = ['table', 'type', 'key', 'rows', 'Extra'].map((name) => `${name}=${String(row[name] ?? '-')}`);
  return facts.join(' ');
}
