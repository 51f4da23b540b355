import type { SnapshotTable } from '../../common/snapshot.js';
import type { ReadSink } from '../engine.js';
import { arrayOf, type Asker } from './postgresql.asker.js';
import * as sql from './postgresql.queries.js';
import type { Relation } from './postgresql.relations.js';
import {
  ChangedMeanwhileError,
  problemTable,
  tableOf,
  type ColumnRow,
  type ConstraintRow,
  type Surroundings,
} from './postgresql.rows.js';
import { arrange, referencesOf } from './postgresql.surroundings.js';

/** Tables between two words of progress. */
const PROGRESS_EVERY = 100;

const LOCKED =
  'Another session holds a lock on it, or on a table that it reads from, so that it could not be read. Run again when that has ended.';
const CHANGED = 'Its structure changed while it was read. Run again.';

type NameRow = readonly [oid: string, schema: string, name: string];

async function surroundingsOf(asker: Asker, relations: ReadonlyMap<string, Relation>): Promise<Surroundings> {
  const oids = arrayOf(relations.keys());
  const constraints = await asker.decompile((busy) => asker.rows<ConstraintRow>(sql.CONSTRAINTS, [oids, busy]));
  const references = referencesOf(constraints);
  const outside = [...new Set(references.relations)].filter((oid) => !relations.has(oid));
  const inside = [...relations.values()].map(({ oid, schema, name }): NameRow => [oid, schema, name]);
  return arrange({
    types: await asker.rows(sql.TYPES),
    typeNames: await asker.rows(sql.TYPE_NAMES),
    enumLabels: await asker.rows(sql.ENUM_LABELS),
    collations: await asker.rows(sql.COLLATIONS),
    constraints,
    relationNames: [...inside, ...(await asker.rows<NameRow>(sql.RELATION_NAMES, [arrayOf(outside)]))],
    referencedColumns: await asker.rows(sql.REFERENCED_COLUMNS, [
      arrayOf(references.relations),
      arrayOf(references.columns),
    ]),
    indexes: await asker.decompile((busy) => asker.rows(sql.INDEXES, [oids, busy])),
  });
}

/** Hands relations over as tables, each as soon as its columns are there. */
class Delivery {
  foreignKeys = 0;
  /** By id; what is still here at the end has no columns, has changed meanwhile, or is gone. */
  private readonly waiting: Map<string, Relation>;
  private readonly changed = new Set<string>();

  constructor(
    private readonly asker: Asker,
    private readonly relations: ReadonlyMap<string, Relation>,
    private readonly around: Surroundings,
    private readonly sink: ReadSink,
  ) {
    this.waiting = new Map(relations);
  }

  /** Everything that has columns. Begun again after an error, it goes on with what is still waiting. */
  async stream(busy: string): Promise<void> {
    let current: ColumnRow[] = [];
    for await (const batch of this.asker.stream<ColumnRow>(sql.COLUMNS, [arrayOf(this.waiting.keys()), busy])) {
      for (const row of batch) {
        // The query orders by relation: with the first row of the next one, this one is whole.
        if (current.length > 0 && current[0]?.[0] !== row[0]) {
          const more = this.deliver(current[0]?.[0] ?? '', current);
          if (more) await more;
          current = [];
        }
        current.push(row);
      }
    }
    if (current.length > 0) await this.deliver(current[0]?.[0] ?? '', current);
  }

  /** The rest, as far as it still exists. */
  async finish(): Promise<void> {
    if (this.waiting.size > 0) {
      const left = await this.asker.rows<readonly [string]>(sql.STILL_THERE, [arrayOf(this.waiting.keys())]);
      for (const [oid] of left) {
        const relation = this.waiting.get(oid);
        if (relation && this.changed.has(oid)) await this.hand(relation, problemTable(relation, CHANGED));
        else await this.deliver(oid, []);
      }
    }
    this.sink.progress('columns', this.relations.size, this.relations.size);
  }

  private deliver(oid: string, rows: readonly ColumnRow[]): void | Promise<void> {
    const relation = this.waiting.get(oid);
    if (!relation) return;
    if (this.asker.busy.has(oid)) return this.hand(relation, problemTable(relation, LOCKED));
    try {
      return this.hand(relation, tableOf(relation, rows, this.around));
    } catch (error) {
      if (!(error instanceof ChangedMeanwhileError)) throw error;
      this.changed.add(oid);
    }
  }

  private hand(relation: Relation, table: SnapshotTable): void | Promise<void> {
    this.waiting.delete(relation.oid);
    this.foreignKeys += table.foreignKeys.length;
    const done = this.relations.size - this.waiting.size;
    if (done % PROGRESS_EVERY === 0) this.sink.progress('columns', done, this.relations.size);
    return this.sink.table(table, relation.rowEstimate);
  }
}

/** Reads and hands over every relation. Answers how many foreign keys there are. @throws SourceError */
export async function deliverTables(asker: Asker, list: readonly Relation[], sink: ReadSink): Promise<number> {
  const relations = new Map(list.map((relation) => [relation.oid, relation]));
  const delivery = new Delivery(asker, relations, await surroundingsOf(asker, relations), sink);
  await asker.decompile((busy) => delivery.stream(busy));
  await delivery.finish();
  return delivery.foreignKeys;
}
