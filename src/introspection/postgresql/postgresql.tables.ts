import type { ReadSink } from '../engine.js';
import { arrayOf, type Asker } from './postgresql.asker.js';
import { factsOf } from './postgresql.facts.js';
import * as sql from './postgresql.queries.js';
import type { Relation } from './postgresql.relations.js';
import {
  ChangedMeanwhileError,
  problemTable,
  tableOf,
  NO_COLUMNS,
  type ConstraintRow,
  type Surroundings,
  type TableColumns,
} from './postgresql.rows.js';
import { arrange, referencesOf } from './postgresql.surroundings.js';

/** Tables between two words of progress. */
const PROGRESS_EVERY = 100;

const LOCKED =
  'Another session holds a lock on it, or on a table that it reads from, so that it could not be read. Run again when that has ended.';
const CHANGED = 'Its structure changed while it was read. Run again.';

type NameRow = readonly [oid: string, schema: string, name: string];

type ColumnsRow = readonly [relation: string, json: string, ownTypes: string | null, ownCollations: string | null];

async function surroundingsOf(
  asker: Asker,
  server: string,
  relations: ReadonlyMap<string, Relation>,
): Promise<Surroundings> {
  const oids = arrayOf(relations.keys());
  const constraints = await asker.decompile((busy) => asker.rows<ConstraintRow>(sql.CONSTRAINTS, [oids, busy]));
  const references = referencesOf(constraints);
  const outside = [...new Set(references.relations)].filter((oid) => !relations.has(oid));
  const inside = [...relations.values()].map(({ oid, schema, name }): NameRow => [oid, schema, name]);
  return arrange({
    server,
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
    for await (const batch of this.asker.stream<ColumnsRow>(sql.COLUMNS, [arrayOf(this.waiting.keys()), busy])) {
      for (const [oid, json, ownTypes, ownCollations] of batch) {
        const more = this.deliver(oid, { json, ownTypes, ownCollations });
        if (more) await more;
      }
    }
  }

  /** The rest, as far as it still exists. */
  async finish(): Promise<void> {
    if (this.waiting.size > 0) {
      const left = await this.asker.rows<readonly [string]>(sql.STILL_THERE, [arrayOf(this.waiting.keys())]);
      for (const [oid] of left) {
        const relation = this.waiting.get(oid);
        if (relation && this.changed.has(oid)) await this.handProblem(relation, CHANGED);
        else await this.deliver(oid, NO_COLUMNS);
      }
    }
    this.sink.progress('columns', this.relations.size, this.relations.size);
  }

  private deliver(oid: string, columns: TableColumns): void | Promise<void> {
    const { around } = this;
    const relation = this.waiting.get(oid);
    if (!relation) return;
    if (this.asker.busy.has(oid)) return this.handProblem(relation, LOCKED);
    try {
      const facts = factsOf(relation, columns, around);
      const sent = this.sink.tableOf(facts, relation.rowEstimate, () => tableOf(relation, columns.json, around));
      for (const row of around.constraints.get(oid) ?? []) if (row[2] === 'f') this.foreignKeys++;
      this.handed(relation);
      return sent;
    } catch (error) {
      if (!(error instanceof ChangedMeanwhileError)) throw error;
      this.changed.add(oid);
    }
  }

  private handProblem(relation: Relation, problem: string): void | Promise<void> {
    this.handed(relation);
    return this.sink.table(problemTable(relation, problem), relation.rowEstimate);
  }

  private handed({ oid }: Relation): void {
    this.waiting.delete(oid);
    const done = this.relations.size - this.waiting.size;
    if (done % PROGRESS_EVERY === 0) this.sink.progress('columns', done, this.relations.size);
  }
}

/**
 * Reads and hands over every relation.
 * @param server its major version
 * @returns how many foreign keys there are. @throws SourceError
 */
export async function deliverTables(
  asker: Asker,
  server: string,
  list: readonly Relation[],
  sink: ReadSink,
): Promise<number> {
  const relations = new Map(list.map((relation) => [relation.oid, relation]));
  const delivery = new Delivery(asker, relations, await surroundingsOf(asker, server, relations), sink);
  await asker.decompile((busy) => delivery.stream(busy));
  await delivery.finish();
  return delivery.foreignKeys;
}
