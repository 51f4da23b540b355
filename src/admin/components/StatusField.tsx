import type { BasePropertyProps } from 'adminjs';
import React from 'react';
import { Status } from './parts';
import { Shown } from './TextField';

/** A status in a list or on a page. */
export default function StatusField({ record, property, where }: BasePropertyProps): React.ReactElement | null {
  const value: unknown = record?.params[property.path];
  if (typeof value !== 'string' || value === '') return null;
  if (where === 'list') return <Status value={value} />;
  return (
    <Shown property={property}>
      <Status value={value} />
    </Shown>
  );
}
