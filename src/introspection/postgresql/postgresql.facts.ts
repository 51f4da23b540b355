import { joinFacts } from '../facts.js';
import type { Relation } from './postgresql.relations.js';
import { ChangedMeanwhileError, keyColumns, type ConstraintRow, type IndexRow, type Surroundings, type TableColumns } from './postgresql.rows.js'; // prettier-ignore

/**
 * All that a table's picture is made of. Numbers of columns stand for their names, which come with the columns; ids of what
 * the server brings of itself are the same everywhere, of all others the facts hold what they stand for.
 * @throws ChangedMeanwhileError when the pieces do not fit together
 */
export function factsOf(relation: Relation, columns: TableColumns, around: Surroundings): string {
  const { schema, name, kind, comment, definition, partitions } = relation;
  return joinFacts([
    joinFacts([around.server, schema, name, kind, comment, definition, String(partitions), columns.json]),
    joinFacts(wordsOf(columns.ownTypes).map((key) => typeFacts(key, around))),
    joinFacts(wordsOf(columns.ownCollations).map((id) => around.collations.get(id) ?? null)),
    joinFacts(inOrder(around.constraints.get(relation.oid)).map((row) => constraintFacts(row, around))),
    joinFacts(inOrder(around.indexes.get(relation.oid)).map((row) => joinFacts(row.slice(1)))),
  ]);
}

const wordsOf = (list: string | null): string[] => list?.split(' ') ?? [];

function typeFacts(key: string, around: Surroundings): string {
  const type = around.types.get(key);
  if (!type) throw new ChangedMeanwhileError(`type ${key} is unknown`);
  return JSON.stringify(type);
}

function constraintFacts(row: ConstraintRow, around: Surroundings): string {
  const [, name, kind, columns, , , onUpdate, onDelete, deferrable, expression] = row;
  const own = joinFacts([name, kind, columns, onUpdate, onDelete, deferrable, expression]);
  if (kind !== 'f') return own;
  const target = keyColumns(row, around);
  return own + joinFacts([target.schema, target.name, ...target.columns]);
}

/** The server gives no order; within a table the names are unique. */
function inOrder<Row extends ConstraintRow | IndexRow>(rows: readonly Row[] = []): readonly Row[] {
  return rows.length < 2 ? rows : [...rows].sort((a, b) => (a[1] < b[1] ? -1 : a[1] > b[1] ? 1 : 0));
}
