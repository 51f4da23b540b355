import type { SnapshotTable } from '../../common/snapshot.js';
import type { ReadSink } from '../engine.js';
import { arrayOf, type Asker } from './postgresql.asker.js';
import * as sql from './postgresql.queries.js';
import type { Relation } from './postgresql.relations.js';
import { ChangedMeanwhileError, problemTable, tableOf, type ColumnRow, type Surroundings } from './postgresql.rows.js';
import { arrange } from './postgresql.surroundings.js';

/** Tables between two words of progress. */
const PROGRESS_EVERY = 100;

const LOCKED =
  'Another session holds a lock on it, or on a table that it reads from, so that it could not be read. Run again when that has ended.';
const CHANGED = 'Its structure changed while it was read. Run again.';

async function surroundingsOf(asker: Asker, oids: string): Promise<Surroundings> {
  return arrange({
    types: await asker.rows(sql.TYPES),
    typeNames: await asker.rows(sql.TYPE_NAMES, [oids]),
    enumLabels: await asker.rows(sql.ENUM_LABELS),
    collations: await asker.rows(sql.COLLATIONS),
    constraints: await asker.aroundLocks((busy) => asker.rows(sql.CONSTRAINTS, [oids, busy])),
    referencedColumns: await asker.rows(sql.REFERENCED_COLUMNS, [oids]),
    indexes: await asker.aroundLocks((busy) => asker.rows(sql.INDEXES, [oids, busy])),
  });
}

/** The column rows of one relation after the other; the query orders them so. */
async function* byRelation(asker: Asker, oids: string, busy: string): AsyncGenerator<ColumnRow[]> {
  let current: ColumnRow[] = [];
  for await (const batch of asker.stream<ColumnRow>(sql.COLUMNS, [oids, busy])) {
    for (const row of batch) {
      if (current.length > 0 && current[0]?.[0] !== row[0]) {
        yield current;
        current = [];
      }
      current.push(row);
    }
  }
  if (current.length > 0) yield current;
}

/** Hands every relation over as a table, as soon as its columns are there. Answers how many foreign keys there are. */
export async function deliverTables(asker: Asker, relations: readonly Relation[], sink: ReadSink): Promise<number> {
  const waiting = new Map(relations.map((relation) => [relation.oid, relation]));
  const around = await surroundingsOf(asker, arrayOf(waiting.keys()));
  const changed = new Set<string>();
  let foreignKeys = 0;

  const assemble = (relation: Relation, rows: readonly ColumnRow[]): SnapshotTable | null => {
    if (asker.busy.has(relation.oid)) return problemTable(relation, LOCKED);
    try {
      return tableOf(relation, rows, around);
    } catch (error) {
      if (!(error instanceof ChangedMeanwhileError)) throw error;
      changed.add(relation.oid);
      return null;
    }
  };
  const deliver = async (relation: Relation, table: SnapshotTable): Promise<void> => {
    waiting.delete(relation.oid);
    foreignKeys += table.foreignKeys.length;
    await sink.table(table, relation.rowEstimate);
    const done = relations.length - waiting.size;
    if (done % PROGRESS_EVERY === 0) sink.progress('columns', done, relations.length);
  };

  await asker.aroundLocks(async (busy) => {
    for await (const rows of byRelation(asker, arrayOf(waiting.keys()), busy)) {
      const relation = waiting.get(rows[0]?.[0] ?? '');
      const table = relation ? assemble(relation, rows) : null;
      if (relation && table) await deliver(relation, table);
    }
  });

  // What is left has no columns, has changed, or is gone; the last is no table any more.
  const left =
    waiting.size === 0 ? [] : await asker.rows<readonly [string]>(sql.STILL_THERE, [arrayOf(waiting.keys())]);
  for (const [oid] of left) {
    const relation = waiting.get(oid);
    if (!relation) continue;
    const table = changed.has(oid) ? null : assemble(relation, []);
    await deliver(relation, table ?? problemTable(relation, CHANGED));
  }
  sink.progress('columns', relations.length, relations.length);
  return foreignKeys;
}
