import type { DataSource } from 'typeorm';

/** Tables that a discovery of an unchanged source must not write. */
const WATCHED = ['sql_table', 'sql_column', 'relationship', 'relationship_pair', 'catalogue_change'];
const EVENTS = ['INSERT', 'UPDATE', 'DELETE'];

/** Counts the rows that are written, by triggers: a row that is written with what it had is counted too. */
export async function countWrites(source: DataSource): Promise<() => Promise<Record<string, number>>> {
  const engine = source.options.type;
  await source.query('CREATE TABLE write_counter (id varchar(100))');
  if (engine === 'postgres') {
    await source.query(
      `CREATE FUNCTION count_write() RETURNS trigger LANGUAGE plpgsql AS
       $$ BEGIN INSERT INTO write_counter VALUES (TG_TABLE_NAME || ' ' || lower(TG_OP)); RETURN NULL; END $$`,
    );
  }
  for (const table of WATCHED) {
    for (const event of EVENTS) {
      const what = `${table} ${event.toLowerCase()}`;
      const head = `CREATE TRIGGER count_${table}_${event} AFTER ${event} ON ${table} FOR EACH ROW`;
      const insert = `INSERT INTO write_counter VALUES ('${what}')`;
      const body = engine === 'postgres' ? 'EXECUTE FUNCTION count_write()' : insert;
      await source.query(engine === 'better-sqlite3' ? `${head} BEGIN ${insert}; END` : `${head} ${body}`);
    }
  }
  return async () => {
    const rows = (await source.query('SELECT id, COUNT(*) AS n FROM write_counter GROUP BY id')) as {
      id: string;
      n: unknown;
    }[];
    await source.query('DELETE FROM write_counter');
    return Object.fromEntries(rows.map(({ id, n }) => [id, Number(n)]));
  };
}
