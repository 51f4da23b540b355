import type { BasePropertyProps } from 'adminjs';
import React from 'react';
import { recordPath } from './api';
import { nameText } from './format';

/** A name that leads to its record: `custom.resource` names the resource, `custom.idField` the field with its id. */
export default function LinkField({ record, property, resource }: BasePropertyProps): React.ReactElement | null {
  const custom = property.custom as { resource?: string; idField?: string };
  const text: unknown = record?.params[property.path];
  const id: unknown = record?.params[custom.idField ?? 'id'];
  if (text == null || text === '') return null;
  if (id == null || id === '') return <span>{nameText(String(text))}</span>;
  return (
    <a
      href={recordPath(custom.resource ?? resource.id, String(id))}
      style={{ color: '#3040D6', textDecoration: 'none', overflowWrap: 'anywhere' }}
    >
      {nameText(String(text))}
    </a>
  );
}
