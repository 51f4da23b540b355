import React from 'react';
import { Code, Go } from './parts';
import type { TableRef } from './shapes';

/** `schema.table`, or the table alone where there is no schema. */
export const tableName = ({ schema, name }: TableRef): string => (schema ? `${schema}.${name}` : name);

/** A table that leads to its page; one outside the catalogue has none. @param text in place of its name */
export function TableLink(props: { table: TableRef; text?: string; title?: string }): React.ReactElement {
  const { table, title } = props;
  const text = (
    <span title={title}>
      <Code>{props.text ?? tableName(table)}</Code>
    </span>
  );
  return table.id === null ? (
    <>{text} (outside the catalogue)</>
  ) : (
    <Go to={`/admin/resources/SqlTable/records/${table.id}/show`}>{text}</Go>
  );
}
