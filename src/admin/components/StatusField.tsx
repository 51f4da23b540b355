import type { BasePropertyProps } from 'adminjs';
import React from 'react';
import { Status } from './parts';

/** A status in a list or on a page. */
export default function StatusField({ record, property }: BasePropertyProps): React.ReactElement | null {
  const value: unknown = record?.params[property.path];
  return typeof value === 'string' ? <Status value={value} /> : null;
}
