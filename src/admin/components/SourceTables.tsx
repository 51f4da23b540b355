import { Box, Button, Input } from '@adminjs/design-system';
import React, { useEffect, useState } from 'react';
import { count, visible } from './format';
import { Card, Code, Go, Grid, Status, Waiting, Text } from './parts';
import type { Page, TableRow } from './shapes';
import { useApi } from './use-api';

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
export default function SourceTables({ sourceId }: { sourceId: string }): React.ReactElement {
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
    `/tables?sqlDb=${sourceId}&limit=${PAGE}&offset=${page * PAGE}${query ? `&q=${encodeURIComponent(query)}` : ''}`,
  );
  const pages = data ? Math.max(1, Math.ceil(data.total / PAGE)) : 1;
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
          head={['Table', 'Schema', 'Kind', 'Columns', 'Rows (estimate)', 'Comment', '']}
          rows={data.items.map((table) => ({
            key: table.id,
            faded: table.missingSince !== null,
            cells: [
              <Go key="t" to={`/admin/resources/SqlTable/records/${table.id}/show`}>
                <Code>{table.name}</Code>
              </Go>,
              visible(table.schema),
              table.kind.replace('_', ' '),
              count(table.columnCount),
              count(table.rowEstimate),
              visible(table.description ?? table.comment),
              stateOf(table),
            ],
          }))}
        />
      )}
      {pages > 1 && (
        <Box flex alignItems="center" mt="lg" style={{ gap: 12 }}>
          <Button type="button" size="sm" variant="outlined" disabled={page === 0} onClick={() => setPage(page - 1)}>
            Previous
          </Button>
          <Text>
            Page {page + 1} of {pages}
          </Text>
          <Button
            type="button"
            size="sm"
            variant="outlined"
            disabled={page + 1 >= pages}
            onClick={() => setPage(page + 1)}
          >
            Next
          </Button>
        </Box>
      )}
    </Card>
  );
}
