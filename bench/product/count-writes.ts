import type { DataSource } from 'typeorm';

/** The tables that hold a source's structure; a discovery of an unchanged source writes none of them. */
export const STRUCTURE_TABLES = ['sql_table', 'sql_column', 'relationship', 'relationship_pair', 'catalogue_change'];

const COUNTER = 'bench_writes';

/** From now on counts every row of the structure that is written, by triggers; answers how to ask for the count. */
export async function countWrites(catalogue: DataSource): Promise<() => Promise<number>> {
  await catalogue.query(`CREATE TABLE ${COUNTER} (n integer)`);
  for (const table of STRUCTURE_TABLES) {
    for (const event of ['INSERT', 'UPDATE', 'DELETE']) {
      await catalogue.query(
        `CREATE TRIGGER bench_${table}_${event} AFTER ${event} ON ${table} FOR EACH ROW BEGIN INSERT INTO ${COUNTER} VALUES (1); END`,
      );
    }
  }
  return async () => {
    const rows: { n: number }[] = await catalogue.query(`SELECT count(*) AS n FROM ${COUNTER}`);
    await catalogue.query(`DELETE FROM ${COUNTER}`);
    return rows[0]?.n ?? 0;
  };
}

/** Rows that the catalogue holds of all sources' structure. */
export async function countRows(catalogue: DataSource): Promise<number> {
  let count = 0;
  for (const table of STRUCTURE_TABLES) {
    const rows: { n: number }[] = await catalogue.query(`SELECT count(*) AS n FROM ${table}`);
    count += rows[0]?.n ?? 0;
  }
  return count;
}
