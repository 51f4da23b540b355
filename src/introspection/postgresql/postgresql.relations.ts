import type { TableKind } from '../../common/snapshot.js';
import type { ReadScope } from '../engine.js';
import { scopeFilter } from '../scope.js';

/** A row of RELATIONS. */
export type RelationRow = readonly [
  oid: string,
  schema: string,
  name: string,
  kind: string,
  isPartition: string,
  parent: string | null,
  tuples: string,
  comment: string | null,
  definition: string | null,
];

/** A relation that is to be listed. */
export interface Relation {
  readonly oid: string;
  readonly schema: string;
  readonly name: string;
  readonly kind: TableKind;
  readonly comment: string | null;
  readonly definition: string | null;
  readonly rowEstimate: number | null;
  readonly partitions: number;
}

const PARTITIONED = 'p';
const KINDS: ReadonlyMap<string, TableKind> = new Map([
  ['r', 'table'],
  [PARTITIONED, 'partitioned_table'],
  ['v', 'view'],
  ['m', 'materialized_view'],
  ['f', 'foreign_table'],
]);

/** How many partitions with data of their own are under a table, at any depth, and the rows they are taken to hold. */
interface Folded {
  partitions: number;
  tuples: number | null;
}

/** The statistics' figure: -1 before the first ANALYZE (and 0 before PostgreSQL 14, which cannot be told from empty). */
function tuplesOf(row: RelationRow): number | null {
  const [, , , kind, , , text] = row;
  const tuples = Number(text);
  return kind === 'v' || !(tuples >= 0) ? null : Math.round(tuples);
}

function fold(rows: readonly RelationRow[]): Map<string, Folded> {
  const parents = new Map(rows.flatMap(([oid, , , , , parent]) => (parent === null ? [] : [[oid, parent] as const])));
  const folded = new Map<string, Folded>();
  for (const row of rows) {
    const [oid, , , kind] = row;
    if (!parents.has(oid) || kind === PARTITIONED) continue;
    const tuples = tuplesOf(row);
    for (let at = parents.get(oid); at !== undefined; at = parents.get(at)) {
      const sum = folded.get(at) ?? { partitions: 0, tuples: null };
      sum.partitions++;
      if (tuples !== null) sum.tuples = (sum.tuples ?? 0) + tuples;
      folded.set(at, sum);
    }
  }
  return folded;
}

/** The relations in scope; partitions are counted under their parents, or listed where the scope says so. */
export function relationsInScope(rows: readonly RelationRow[], scope: ReadScope): Relation[] {
  const folded = fold(rows);
  const schemas = new Set(scope.schemas);
  const named = scopeFilter(scope);
  const relations: Relation[] = [];
  for (const row of rows) {
    const [oid, schema, name, kindLetter, isPartition, , , comment, definition] = row;
    const kind = KINDS.get(kindLetter);
    // A partition that is partitioned itself is a table of its own, under which others are folded.
    if (!kind || (isPartition === 't' && kindLetter !== PARTITIONED && !scope.partitions)) continue;
    if ((schemas.size > 0 && !schemas.has(schema)) || !named(schema, name)) continue;
    const under = folded.get(oid);
    const own = tuplesOf(row);
    relations.push({
      oid,
      schema,
      name,
      kind,
      comment,
      definition: definition?.trim() ?? null,
      // A partitioned table has figures of its own only where somebody ran ANALYZE on it.
      rowEstimate: kindLetter === 'p' && !own ? (under?.tuples ?? own) : own,
      partitions: scope.partitions ? 0 : (under?.partitions ?? 0),
    });
  }
  return relations;
}
