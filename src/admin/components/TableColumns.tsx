import React, { useState } from 'react';
import { count, visible } from './format';
import { tableName, TableLink } from './TableLink';
import Pager from './Pager';
import { Card, Code, Go, Grid, Mark, Text, Waiting } from './parts';
import type { ColumnRow, Page, RelationshipRow, TableRow } from './shapes';
import { useApi } from './use-api';

/** The most that the API gives at once. */
const PAGE = 500;

/** The sets of columns that are unique by a constraint or a whole index; the primary key has its own mark. */
function uniqueSets({ structure }: TableRow): string[][] {
  const { uniques = [], indexes = [], primaryKey = [] } = structure ?? {};
  const whole = indexes.filter((index) => index.unique && !index.predicate);
  const sets = [
    ...uniques.map(({ columns }) => [...columns]),
    ...whole.map(({ parts }) => parts.flatMap(({ column }) => (column === null ? [] : [column]))),
  ];
  const isNew = (set: string[], at: number): boolean => sets.findIndex((one) => same(one, set)) === at;
  return sets.filter((set, at) => set.length > 0 && !same(set, primaryKey) && isNew(set, at));
}

const same = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((one) => b.includes(one));

function Uniques({ sets, column }: { sets: readonly string[][]; column: string }): React.ReactElement {
  const own = sets.filter((set) => set.includes(column));
  const alone = own.some((set) => set.length === 1);
  const others = own.map((set) => visible(set.join(', '))).join('; ');
  if (own.length === 0) return <></>;
  return (
    <Mark title={alone ? 'No two rows have the same' : `Unique together: ${others}`}>
      {alone ? 'UNIQUE' : 'UNIQUE together'}
    </Mark>
  );
}

/** Where a column leads: to the tables of its keys while those are known, else the words of the key alone. */
function Leads({ column, keys }: { column: ColumnRow; keys: readonly RelationshipRow[] }): React.ReactElement {
  const leads = keys.flatMap((key) =>
    key.pairs.filter((pair) => pair.sourceColumn === column.originalColumnName).map((pair) => ({ key, pair })),
  );
  if (leads.length === 0) return column.fkField ? <Code>{`→ ${column.fkField}`}</Code> : <></>;
  return (
    <>
      {leads.map(({ key, pair }) => (
        <div key={`${key.id}.${pair.position}`}>
          →{' '}
          <TableLink
            table={key.targetTable}
            text={`${key.targetTable.name}.${pair.targetColumn}`}
            title={tableName(key.targetTable)}
          />
        </div>
      ))}
    </>
  );
}

const extras = (column: ColumnRow): string =>
  [
    column.identity && (column.identity === 'auto_increment' ? 'auto increment' : `identity ${column.identity}`),
    column.generated &&
      `generated ${column.generated.stored ? 'stored' : 'virtual'}${column.generated.expression ? `: ${column.generated.expression}` : ''}`,
    column.defaultValue !== null && `default ${column.defaultValue}`,
  ]
    .filter(Boolean)
    .join(' · ');

/** The columns of a table, page by page. @param keys its foreign keys, null while they are on their way */
export default function TableColumns(props: {
  table: TableRow;
  keys: readonly RelationshipRow[] | null;
}): React.ReactElement {
  const { table, keys } = props;
  const [page, setPage] = useState(0);
  const { data, error } = useApi<Page<ColumnRow>>(`/tables/${table.id}/columns?limit=${PAGE}&offset=${page * PAGE}`);
  const sets = uniqueSets(table);
  const live = (keys ?? []).filter(({ missingSince }) => missingSince === null);
  return (
    <Card title={`Columns (${count(data?.total ?? table.columnCount)})`}>
      {!data ? (
        <Waiting error={error} />
      ) : data.total === 0 ? (
        <Text>No columns are known of this table.</Text>
      ) : (
        <Grid
          head={['#', 'Column', 'Type', 'Null', 'Key', 'Default and more', 'Comment']}
          rows={data.items.map((column) => ({
            key: column.id,
            faded: column.missingSince !== null,
            cells: [
              column.ordinal,
              <Go key="c" to={`/admin/resources/SqlColumn/records/${column.id}/show`}>
                <Code>{column.originalColumnName}</Code>
              </Go>,
              <Code key="t">{column.nativeType || '(none)'}</Code>,
              column.nullable ? 'yes' : 'no',
              <React.Fragment key="k">
                {column.pkField && <Mark title="Part of the primary key">{column.pkField}</Mark>}{' '}
                <Uniques sets={sets} column={column.originalColumnName} />
                <Leads column={column} keys={live} />
              </React.Fragment>,
              visible(extras(column)),
              visible(column.description ?? column.comment),
            ],
          }))}
        />
      )}
      <Pager page={page} size={PAGE} total={data?.total ?? 0} onPage={setPage} />
    </Card>
  );
}
