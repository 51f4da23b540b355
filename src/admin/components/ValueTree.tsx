import { Button } from '@adminjs/design-system';
import React, { useState } from 'react';
import { figure, plural, visible } from './format';
import { Grid, LINE, SOFT } from './parts';
import RecordLink, { isRecordKind } from './RecordLink';
import type { Values } from './shapes';
import { isFilledIn, kindOf, type FieldSchema } from './task-shapes';
import { ENGINE_NAMES, fieldName, innerName, nameOf } from './words';

const LONG_TEXT = 300;
const FEW_ITEMS = 10;
const isGroup = (value: unknown): value is Values =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function Long({ text }: { text: string }): React.ReactElement {
  if (text.length <= LONG_TEXT && !text.includes('\n')) return <>{text || '(empty)'}</>;
  return (
    <pre
      tabIndex={0}
      style={{
        margin: 0,
        maxHeight: 260,
        overflow: 'auto',
        padding: 10,
        border: `1px solid ${LINE}`,
        borderRadius: 6,
        whiteSpace: 'pre-wrap',
        overflowWrap: 'anywhere',
        fontSize: 12.5,
        lineHeight: 1.5,
      }}
    >
      {text}
    </pre>
  );
}

function FileValue({ file }: { file: Values }): React.ReactElement {
  const { id, name } = file;
  return typeof id === 'string' ? <RecordLink kind="file" id={id} /> : <>{visible(String(name ?? 'a file'))}</>;
}

/** Groups of plain values with the same names can be read as a table: these names. */
function columnsOf(items: readonly unknown[]): readonly string[] | null {
  const first: unknown = items[0];
  if (!isGroup(first)) return null;
  const names = Object.keys(first);
  const fits = (item: unknown): boolean =>
    isGroup(item) &&
    Object.keys(item).join() === names.join() &&
    Object.values(item).every((value) => typeof value !== 'object' || value === null);
  return names.length > 0 && names.length <= 6 && items.every(fits) ? names : null;
}

function Items({ items, schema }: { items: readonly unknown[]; schema: FieldSchema | undefined }): React.ReactElement {
  const [all, setAll] = useState(false);
  if (items.length === 0) return <>none</>;
  const shown = all ? items : items.slice(0, FEW_ITEMS);
  const columns = columnsOf(items);
  return (
    <>
      {columns ? (
        <Grid
          head={columns.map((name) => visible(schema?.items?.properties?.[name]?.title ?? fieldName(name)))}
          rows={shown.map((item, index) => ({
            key: index,
            cells: columns.map((name) => (
              <Value key={name} value={(item as Values)[name]} schema={schema?.items?.properties?.[name]} name={name} />
            )),
          }))}
        />
      ) : (
        <ul style={{ margin: 0, paddingLeft: 18, listStyle: 'disc' }}>
          {shown.map((item, index) => (
            <li key={index} style={{ marginBottom: 2 }}>
              <Value value={item} schema={schema?.items} name="" />
            </li>
          ))}
        </ul>
      )}
      {items.length > shown.length && (
        <Button type="button" size="sm" variant="text" onClick={() => setAll(true)}>
          All {plural(items.length, 'item')}
        </Button>
      )}
    </>
  );
}

function Value(props: { value: unknown; schema: FieldSchema | undefined; name: string }): React.ReactElement {
  const { value, schema, name } = props;
  const kind = schema ? kindOf(schema) : name === 'jobId' ? 'job' : null;
  if (value === null || value === undefined || value === '') return <>–</>;
  if (kind === 'file' && isGroup(value)) return <FileValue file={value} />;
  if (Array.isArray(value)) return <Items items={value} schema={schema} />;
  if (isGroup(value)) return <ValueTree values={value} schema={schema} within={name} />;
  if (typeof value === 'boolean') return <>{value ? 'yes' : 'no'}</>;
  if (typeof value === 'number') return <>{`${figure(value)}${schema?.['x-unit'] ? ` ${schema['x-unit']}` : ''}`}</>;
  const text = visible(nameOf(ENGINE_NAMES, String(value)));
  // A file is more than a text: where its schema says file, a result may still have its content.
  if (kind !== 'file' && isRecordKind(kind)) return <RecordLink kind={kind} id={String(value)} />;
  return <Long text={text} />;
}

/** Values by name, nested ones below theirs; called as the task's schema calls them, where it is known. */
export default function ValueTree(props: {
  values: Values;
  schema?: FieldSchema | undefined;
  /** The name of what they stand in. */
  within?: string;
}): React.ReactElement {
  const { values, schema, within } = props;
  const rows = Object.entries(values).filter(([name, value]) => {
    const field = schema?.properties?.[name];
    return value !== undefined && !(field && isFilledIn(field));
  });
  if (rows.length === 0) return <span style={{ color: SOFT }}>nothing</span>;
  return (
    <dl
      style={{
        margin: 0,
        display: 'grid',
        gridTemplateColumns: 'repeat(auto-fill, minmax(min(230px, 100%), 1fr))',
        gap: '14px 24px',
        fontSize: 14,
        lineHeight: 1.5,
      }}
    >
      {rows.map(([name, value]) => {
        const field = schema?.properties?.[name];
        const wide = (typeof value === 'object' && value !== null) || String(value).length > LONG_TEXT || String(value).includes('\n'); // prettier-ignore
        return (
          <div key={name} style={{ minWidth: 0, ...(wide && { gridColumn: '1 / -1' }) }}>
            <dt style={{ color: SOFT, fontSize: 12.5, marginBottom: 4 }}>
              {visible(field?.title ?? (within ? innerName(within, name) : fieldName(name)))}
            </dt>
            <dd
              style={{
                margin: 0,
                overflowWrap: 'anywhere',
                ...(isGroup(value) &&
                  kindOf(field ?? {}) !== 'file' && { paddingLeft: 14, borderLeft: `2px solid ${LINE}` }),
              }}
            >
              <Value value={value} schema={field} name={name} />
            </dd>
          </div>
        );
      })}
    </dl>
  );
}
