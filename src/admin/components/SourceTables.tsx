import { Input } from '@adminjs/design-system';
import React, { useEffect, useState } from 'react';
import { count, visible } from './format';
import Pager from './Pager';
import { Card, Code, Go, Grid, Status, Waiting, Text } from './parts';
import type { Page, Source, TableRow } from './shapes';
import { useApi } from './use-api';
import { KIND_NAMES, nameOf, schemaWord } from './words';

const PAGE = 25;

const stateOf = (table: TableRow): React.ReactNode =>
  table.missingSince ? (
    <Status value="missing" />
  ) : table.staleSince || table.problem ? (
    <Status value="unreadable" />
  ) : (
    ''
  );

/** The tables of a source, searched and paged, each leading to its own page. */
export default function SourceTables({ source }: { source: Source }): React.ReactElement {
  const [text, setText] = useState('');
  const [query, setQuery] = useState('');
  const [page, setPage] = useState(0);
  useEffect(() => {
    const timer = window.setTimeout(() => {
      setQuery(text);
      setPage(0);
    }, 250);
    return () => window.clearTimeout(timer);
  }, [text]);
  const { data, error } = useApi<Page<TableRow>>(
    `/tables?sqlDb=${source.id}&limit=${PAGE}&offset=${page * PAGE}${query ? `&q=${encodeURIComponent(query)}` : ''}`,
  );
  return (
    <Card
      title={`Tables${data ? ` (${count(data.total)})` : ''}`}
      actions={
        <Input
          aria-label="Search tables"
          placeholder="Search tables…"
          value={text}
          onChange={(e: React.ChangeEvent<HTMLInputElement>) => setText(e.target.value)}
        />
      }
    >
      {!data ? (
        <Waiting error={error} />
      ) : data.total === 0 ? (
        <Text>No table matches “{visible(query)}”.</Text>
      ) : (
        <Grid
          head={['Table', schemaWord(source.engine), 'Kind', 'Columns', 'Rows (estimate)', 'Comment', '']}
          rows={data.items.map((table) => ({
            key: table.id,
            faded: table.missingSince !== null,
            cells: [
              <Go key="t" to={`/admin/resources/SqlTable/records/${table.id}/show`}>
                <Code>{table.name}</Code>
              </Go>,
              visible(table.schema),
              nameOf(KIND_NAMES, table.kind),
              count(table.columnCount),
              count(table.rowEstimate),
              visible(table.description ?? table.comment),
              stateOf(table),
            ],
          }))}
        />
      )}
      <Pager page={page} size={PAGE} total={data?.total ?? 0} onPage={setPage} />
    </Card>
  );
}
