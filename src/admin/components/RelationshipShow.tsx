import { Box, Button } from '@adminjs/design-system';
import type { ActionProps } from 'adminjs';
import React from 'react';
import { recordPath } from './api';
import { dateTime, nameText, visible } from './format';
import { Card, Code, Facts, Grid, Notice, PageHead, Waiting } from './parts';
import type { RelationshipRow, Source } from './shapes';
import { TableLink } from './TableLink';
import { useApi } from './use-api';
import { relationshipTitle } from './words';

/** The page of a relationship: named by its ends, with its pairs in the order of the key. */
export default function RelationshipShow({ record }: ActionProps): React.ReactElement {
  const id = String(record?.id ?? '');
  const mayEdit = record?.recordActions.some(({ name }) => name === 'edit') ?? false;
  const { data: rel, error } = useApi<RelationshipRow>(`/relationships/${id}`);
  const { data: source } = useApi<Source>(rel ? `/sql-dbs/${rel.sqlDbId}` : null);
  if (!rel) return <Waiting error={error} />;
  return (
    <Box data-relationship={rel.kind}>
      <PageHead
        trail={[
          ['Sources', '/admin/resources/SqlDb'],
          ...(source ? ([[source.name, `/admin/resources/SqlDb/records/${source.id}/show`]] as const) : []),
        ]}
        title={<Code>{relationshipTitle(rel)}</Code>}
        actions={
          mayEdit && (
            <Button as="a" variant="outlined" href={recordPath('Relationship', id, 'edit')}>
              Edit
            </Button>
          )
        }
      />
      <Card>
        {rel.missingSince && (
          <Notice kind="danger">
            This relationship is no longer in the source (since {dateTime(rel.missingSince)}).
          </Notice>
        )}
        <Facts
          rows={[
            ['From', <TableLink key="f" table={rel.sourceTable} />],
            ['To', <TableLink key="t" table={rel.targetTable} />],
            ['Constraint', rel.constraintName === null ? 'no name' : nameText(rel.constraintName)],
            ['Kind', rel.kind],
            ['On update', rel.onUpdate],
            ['On delete', rel.onDelete],
            ['Description', visible(rel.description)],
          ]}
        />
      </Card>
      <Card title="Columns">
        <Grid
          head={['#', 'From', 'To']}
          rows={rel.pairs.map((pair) => ({
            key: pair.position,
            cells: [pair.position, <Code key="f">{pair.sourceColumn}</Code>, <Code key="t">{pair.targetColumn}</Code>],
          }))}
        />
      </Card>
    </Box>
  );
}
