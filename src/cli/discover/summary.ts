import type { DocumentTable, SnapshotDocument } from '../../introspection/document.js';
import { escapeUnseen } from '../../common/text.js';

/** What was read, for people: a line per table, its keys, what it refers to, and the sum. */
export function* summaryText(document: SnapshotDocument): Generator<string> {
  const { engine, version, database } = document.source;
  yield `${engine} ${escapeUnseen(version)}, ${escapeUnseen(database)}\n\n`;
  for (const table of document.tables) yield tableText(table);
  const keys = document.tables.reduce((n, table) => n + table.foreignKeys.length, 0);
  const columns = document.tables.reduce((n, table) => n + table.columns.length, 0);
  const withColumns = document.tables.filter((table) => table.columns.length > 0).length;
  yield `\n${document.tables.length} tables, ${withColumns} tables with columns, ${columns} columns, ${keys} relationships\n`;
}

function tableText(table: DocumentTable): string {
  const name = escapeUnseen(`${table.schema}.${table.name}`);
  const kind = table.kind === 'table' ? '' : ` [${table.kind.replaceAll('_', ' ')}]`;
  if (table.problem !== null) return `${name}${kind}  could not be read: ${escapeUnseen(table.problem)}\n`;
  const comment = table.comment ? `  ${escapeUnseen(table.comment).split('\n')[0]}` : '';
  const key = table.primaryKey.length > 0 ? `, key (${escapeUnseen(table.primaryKey.join(', '))})` : '';
  const lines = [`${name}${kind}  ${table.columns.length} columns${key}${comment}`];
  for (const fk of table.foreignKeys) {
    const target = escapeUnseen(`${fk.refSchema}.${fk.refTable} (${fk.refColumns.join(', ')})`);
    lines.push(`  ${escapeUnseen(fk.columns.join(', '))} → ${target}`);
  }
  return `${lines.join('\n')}\n`;
}
