import type { BasePropertyProps } from 'adminjs';
import React from 'react';
import { Status } from './parts';
import { Shown } from './TextField';

/** A status in a list or on a page; a field `partly` says that a completed run left something undone. */
export default function StatusField({ record, property, where }: BasePropertyProps): React.ReactElement | null {
  const value: unknown = record?.params[property.path];
  if (typeof value !== 'string' || value === '') return null;
  const partly = record?.params['partly'] === true;
  if (where === 'list') {
    const progress = value === 'running' ? ` ${String(record?.params['progress'] ?? '')}` : '';
    return (
      <>
        <Status value={value} errors={partly} />
        {progress}
      </>
    );
  }
  return (
    <Shown property={property}>
      <Status value={value} errors={partly} />
    </Shown>
  );
}
