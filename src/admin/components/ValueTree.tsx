import { Button } from '@adminjs/design-system';
import React, { useState } from 'react';
import { figure, plural, visible } from './format';
import { Go, LINE, SOFT } from './parts';
import type { Values } from './shapes';
import { isFilledIn, kindOf, type FieldSchema } from './task-shapes';
import { ENGINE_NAMES, fieldName, nameOf } from './words';

const LONG_TEXT = 300;
const FEW_ITEMS = 10;
const RECORDS: Readonly<Record<string, string>> = { source: 'SqlDb', workspace: 'Workspace', job: 'Job' };

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
  const name = visible(typeof file['name'] === 'string' ? file['name'] : 'the file');
  if (typeof file['id'] !== 'string') return <>{name}</>;
  return <Go to={`/admin/resources/File/records/${encodeURIComponent(file['id'])}/show`}>{name}</Go>;
}

function Items(props: {
  items: readonly unknown[];
  schema: FieldSchema | undefined;
  name: string;
}): React.ReactElement {
  const { items, schema, name } = props;
  const [all, setAll] = useState(false);
  if (items.length === 0) return <>none</>;
  const shown = all ? items : items.slice(0, FEW_ITEMS);
  return (
    <>
      <ul style={{ margin: 0, paddingLeft: 18, listStyle: 'disc' }}>
        {shown.map((item, index) => (
          <li key={index} style={{ marginBottom: 2 }}>
            <Value value={item} schema={schema?.items} name={name} />
          </li>
        ))}
      </ul>
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
  const kind = schema ? kindOf(schema) : null;
  if (value === null || value === undefined || value === '') return <>–</>;
  if (kind === 'file' && isGroup(value)) return <FileValue file={value} />;
  if (Array.isArray(value)) return <Items items={value} schema={schema} name={name} />;
  if (isGroup(value)) return <ValueTree values={value} schema={schema} within={name} />;
  if (typeof value === 'boolean') return <>{value ? 'yes' : 'no'}</>;
  if (typeof value === 'number') return <>{`${figure(value)}${schema?.['x-unit'] ? ` ${schema['x-unit']}` : ''}`}</>;
  const text = visible(nameOf(ENGINE_NAMES, String(value)));
  const resource = RECORDS[kind ?? ''];
  if (resource)
    return <Go to={`/admin/resources/${resource}/records/${encodeURIComponent(String(value))}/show`}>{text}</Go>;
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
        const path = within === undefined ? name : `${within}.${name}`;
        const wide = (typeof value === 'object' && value !== null) || String(value).length > LONG_TEXT || String(value).includes('\n'); // prettier-ignore
        return (
          <div key={name} style={{ minWidth: 0, ...(wide && { gridColumn: '1 / -1' }) }}>
            <dt style={{ color: SOFT, fontSize: 12.5, marginBottom: 4 }}>{visible(field?.title ?? fieldName(path))}</dt>
            <dd
              style={{
                margin: 0,
                overflowWrap: 'anywhere',
                ...(isGroup(value) &&
                  kindOf(field ?? {}) !== 'file' && { paddingLeft: 14, borderLeft: `2px solid ${LINE}` }),
              }}
            >
              <Value value={value} schema={field} name={path} />
            </dd>
          </div>
        );
      })}
    </dl>
  );
}
