import type { BasePropertyProps } from 'adminjs';
import React from 'react';
import { recordPath } from './api';
import { nameText } from './format';
import { ACCENT } from './parts';
import { Shown } from './TextField';

/** A name that leads to its record: `custom.resource` names the resource, `custom.idField` the field with its id. */
export default function LinkField({ record, property, resource, where }: BasePropertyProps): React.ReactElement | null {
  const custom = property.custom as { resource?: string; idField?: string };
  const text: unknown = record?.params[property.path];
  const id: unknown = record?.params[custom.idField ?? 'id'];
  const here = custom.idField === undefined && where === 'show';
  const known = text != null && text !== '';
  const shown = known ? nameText(String(text)) : custom.idField === undefined && where === 'list' ? '(no name)' : '';
  const link =
    here || id == null || id === '' ? (
      <span style={{ overflowWrap: 'anywhere' }}>{shown || '–'}</span>
    ) : (
      <a
        href={recordPath(custom.resource ?? resource.id, String(id))}
        style={{ color: ACCENT, textDecoration: 'none', overflowWrap: 'anywhere' }}
      >
        {shown}
      </a>
    );
  return where === 'list' ? link : <Shown property={property}>{link}</Shown>;
}
