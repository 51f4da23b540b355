import React from 'react';
import { count } from './format';
import { TableLink } from './TableLink';
import { Card, Code, Go, Grid, Text } from './parts';
import type { RelationshipRow } from './shapes';

const pairText = (rel: RelationshipRow): string =>
  rel.pairs.map((pair) => `${pair.sourceColumn} → ${pair.targetColumn}`).join(', ');

/** The relationships of a table one way; `end` is the side that is another's. */
export default function TableRelations(props: {
  title: string;
  list: readonly RelationshipRow[];
  end: 'sourceTable' | 'targetTable';
  none: string;
}): React.ReactElement {
  const { title, list, end, none } = props;
  return (
    <Card title={`${title} (${count(list.length)})`}>
      {list.length === 0 ? (
        <Text>{none}</Text>
      ) : (
        <Grid
          head={['Table', 'Columns', 'Constraint', 'Kind', 'On update', 'On delete']}
          rows={list.map((rel) => ({
            key: rel.id,
            faded: rel.missingSince !== null,
            cells: [
              <TableLink key="t" table={rel[end]} />,
              <Code key="p">{pairText(rel)}</Code>,
              <Go key="c" to={`/admin/resources/Relationship/records/${rel.id}/show`}>
                {rel.constraintName === null ? '(no name)' : <Code>{rel.constraintName}</Code>}
              </Go>,
              rel.kind,
              rel.onUpdate ?? '–',
              rel.onDelete ?? '–',
            ],
          }))}
        />
      )}
    </Card>
  );
}
