import type { DiffScope, DiffSummary, TableName } from '../../catalogue/diff/diff-types.js';
import type { TaskContext } from '../../jobs/task.js';

/** Table lines of each kind that go into a log; the figures are complete all the same. */
const LINES = 200;

const full = ({ schema, name }: TableName): string => `${schema}.${name}`;

/** Writes what a plan found into the job's log, step by step, each with its counts; the last line is the sum. */
export function logSummary(context: TaskContext, scope: DiffScope, summary: DiffSummary): void {
  const { tables, columns, relationships } = summary;
  list(context, summary.createdTables, (t) => `Created table ${full(t)}${t.comment ? `: ${t.comment}` : ''}`);
  list(context, summary.returnedTables, (t) => `Table ${full(t)} is back`);
  list(context, summary.missingTables, (t) => `Table ${full(t)} is missing in the source`, 'warn');
  list(context, summary.failedTables, (t) => `Table ${full(t)} could not be read: ${t.problem}`, 'warn');
  context.log('info', `Tables: ${counts(tables)}${tables.failed ? `, ${tables.failed} not readable` : ''}`);
  if (scope !== 'tables') {
    list(context, summary.tablesWithoutColumns, (t) => `No columns found for table ${full(t)}`, 'warn');
    context.log('info', `Columns: ${counts(columns)}`);
  }
  if (scope === 'all' || scope === 'relationships') {
    const outside = relationships.outside ? `, ${relationships.outside} to something outside the catalogue` : '';
    context.log('info', `Relationships: ${counts(relationships)}${outside}`);
  }
  const changes = Object.entries(summary.changes).map(([kind, n]) => `${n} × ${kind}`);
  if (changes.length > 0) context.log('info', `Since the last run: ${changes.join(', ')}`);
  context.log('info', endLine(summary));
}

/** The line that sums a run up. */
export function endLine({ tables, relationships }: DiffSummary): string {
  return `${tables.total} tables, ${tables.withColumns} tables with columns, ${relationships.total} relationships`;
}

function counts(c: DiffSummary['columns']): string {
  const returned = c.returned ? `, ${c.returned} returned` : '';
  return `${c.created} created, ${c.updated} updated, ${c.unchanged} unchanged, ${c.missing} missing${returned}`;
}

function list<T>(
  context: TaskContext,
  items: readonly T[],
  text: (item: T) => string,
  level: 'info' | 'warn' = 'info',
): void {
  for (const item of items.slice(0, LINES)) context.log(level, text(item));
  if (items.length > LINES) context.log(level, `… and ${items.length - LINES} more like these`);
}
