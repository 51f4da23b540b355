import { Box, Button, TextArea } from '@adminjs/design-system';
import { useNotice, type ActionProps } from 'adminjs';
import React, { useState } from 'react';
import { call, messageOf, recordPath } from './api';
import { count, dateTime, visible } from './format';
import { Card, Code, Facts, Go, Grid, Notice, PageHead, Waiting } from './parts';
import type { RelationshipRow, Source, TableRow } from './shapes';
import TableColumns from './TableColumns';
import { tableName } from './TableLink';
import TableRelations from './TableRelations';
import { useApi } from './use-api';
import { KIND_NAMES, nameOf } from './words';

/** What people write about the table; kept apart from what the source says. */
function Description(props: { table: TableRow; mayEdit: boolean; onSaved: () => void }): React.ReactElement | null {
  const { table, mayEdit, onSaved } = props;
  const [text, setText] = useState(table.description ?? '');
  const notify = useNotice();
  const save = async (): Promise<void> => {
    try {
      await call(`/tables/${table.id}`, 'PATCH', { description: text || null, version: table.version });
      notify({ message: 'The description was saved.', type: 'success' });
      onSaved();
    } catch (error) {
      notify({ message: messageOf(error), type: 'error' });
    }
  };
  return (
    <Card
      title="Description"
      actions={
        mayEdit && (
          <Button
            type="button"
            size="sm"
            variant="contained"
            disabled={text === (table.description ?? '')}
            onClick={() => void save()}
          >
            Save
          </Button>
        )
      }
    >
      <TextArea
        aria-label="Description"
        rows={3}
        width={1}
        value={text}
        readOnly={!mayEdit}
        placeholder="What is this table for? Discovery never overwrites this."
        onChange={(e: React.ChangeEvent<HTMLTextAreaElement>) => setText(e.target.value)}
      />
    </Card>
  );
}

function Structure({ table }: { table: TableRow }): React.ReactElement | null {
  const { indexes = [], uniques = [], checks = [] } = table.structure ?? {};
  if (indexes.length + uniques.length + checks.length === 0) return null;
  const parts = (index: (typeof indexes)[number]): string =>
    index.parts.map((p) => `${p.column ?? p.expression ?? ''}${p.descending ? ' DESC' : ''}`).join(', ');
  return (
    <Card title="Indexes and constraints">
      <Grid
        head={['Name', 'What', 'On']}
        rows={[
          ...indexes.map((x) => ({
            key: `i${x.name}`,
            cells: [
              <Code key="n">{x.name}</Code>,
              `${x.unique ? 'unique ' : ''}index${x.method ? ` (${x.method})` : ''}`,
              <Code key="p">{parts(x) + (x.predicate ? ` WHERE ${x.predicate}` : '')}</Code>,
            ],
          })),
          ...uniques.map((x, i) => ({
            key: `u${i}`,
            cells: [visible(x.name ?? '–'), 'unique', <Code key="p">{x.columns.join(', ')}</Code>],
          })),
          ...checks.map((x, i) => ({
            key: `c${i}`,
            cells: [visible(x.name ?? '–'), 'check', <Code key="p">{x.expression}</Code>],
          })),
        ]}
      />
    </Card>
  );
}

/** The page of a table: its columns, its relations both ways, its indexes, what people say of it. */
export default function TableShow({ record }: ActionProps): React.ReactElement {
  const id = String(record?.id ?? '');
  const mayEdit = record?.recordActions.some(({ name }) => name === 'edit') ?? false;
  const { data: table, error, reload } = useApi<TableRow>(`/tables/${id}`);
  const { data: source } = useApi<Source>(table ? `/sql-dbs/${table.sqlDbId}` : null);
  const { data: relations } = useApi<{ outgoing: RelationshipRow[]; incoming: RelationshipRow[] }>(
    table ? `/tables/${id}/relationships` : null,
  );
  if (!table) return <Waiting error={error} />;
  return (
    <Box>
      <PageHead
        trail={[
          ['Sources', '/admin/resources/SqlDb'],
          ...(source ? ([[source.name, `/admin/resources/SqlDb/records/${source.id}/show`]] as const) : []),
        ]}
        title={<Code>{tableName(table)}</Code>}
        actions={
          mayEdit && (
            <Button as="a" variant="outlined" href={recordPath('SqlTable', id, 'edit')}>
              Edit
            </Button>
          )
        }
      />
      <Card>
        {table.missingSince && (
          <Notice kind="danger">This table is no longer in the source (since {dateTime(table.missingSince)}).</Notice>
        )}
        {table.problem && <Notice kind="danger">It could not be read: {visible(table.problem)}</Notice>}
        <Facts
          rows={[
            [
              'Source',
              source ? <Go to={`/admin/resources/SqlDb/records/${source.id}/show`}>{visible(source.name)}</Go> : '…',
            ],
            [
              'Kind',
              nameOf(KIND_NAMES, table.kind) + (table.partitions ? ` (${count(table.partitions)} partitions)` : ''),
            ],
            ['Columns', count(table.columnCount)],
            ['Rows (estimate)', count(table.rowEstimate)],
            [
              'Primary key',
              table.structure?.primaryKey?.length ? <Code>{table.structure.primaryKey.join(', ')}</Code> : 'none',
            ],
            ['Comment in the source', visible(table.comment) || '–'],
            ...(table.generatedComment ? ([['Generated comment', visible(table.generatedComment)]] as const) : []),
          ]}
        />
      </Card>
      <TableColumns table={table} keys={relations?.outgoing ?? null} />
      {relations ? (
        <>
          <TableRelations title="Refers to" list={relations.outgoing} end="targetTable" none="It refers to no table." />
          <TableRelations
            title="Referred to by"
            list={relations.incoming}
            end="sourceTable"
            none="No table refers to it."
          />
        </>
      ) : (
        <Waiting error={null} />
      )}
      <Description key={table.version} table={table} mayEdit={mayEdit} onSaved={reload} />
      <Structure table={table} />
      {table.definition && (
        <Card title="Definition">
          <pre
            style={{
              whiteSpace: 'pre-wrap',
              overflowWrap: 'anywhere',
              fontFamily: 'ui-monospace, monospace',
              fontSize: 13,
            }}
          >
            {visible(table.definition)}
          </pre>
        </Card>
      )}
    </Box>
  );
}
