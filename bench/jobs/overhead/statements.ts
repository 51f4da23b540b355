import type { DataSource, Logger } from 'typeorm';

/** Keeps the statements that the catalogue is sent, shortened to what they do. */
export class Statements implements Logger {
  private readonly kept: string[] = [];

  constructor(private readonly catalogue: DataSource) {}

  /** What the work sends, in order. */
  async during(work: () => Promise<unknown>): Promise<readonly string[]> {
    const before = this.catalogue.logger;
    this.catalogue.logger = this;
    await work();
    this.catalogue.logger = before;
    return this.kept;
  }

  logQuery(sql: string): void {
    this.kept.push(shortened(sql));
  }

  logQueryError(): void {}
  logQuerySlow(): void {}
  logSchemaBuild(): void {}
  logMigration(): void {}
  log(): void {}
}

/** The verb, the table and the condition: columns and values are left out. */
function shortened(sql: string): string {
  const text = sql.replace(/\s+/g, ' ').replace(/"/g, '').trim();
  const [, verb, table] = /^(SELECT|INSERT|UPDATE|DELETE)\b(?:.*? (?:FROM|INTO))? (\w+)/i.exec(text) ?? [];
  if (verb === undefined || table === undefined) return text;
  const [where = ''] = verb === 'INSERT' ? [] : (/ WHERE .*$/.exec(text) ?? []);
  return `${verb} ${table}${where.replace(/\w+\./g, '')}`;
}
