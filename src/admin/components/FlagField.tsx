import type { BasePropertyProps } from 'adminjs';
import React from 'react';
import { Status } from './parts';
import { Shown } from './TextField';

/** Yes or no, worth a word (`custom.word`) only when it is yes; on a record's own page also when it is not. */
export default function FlagField({ record, property, where }: BasePropertyProps): React.ReactElement | null {
  const value: unknown = record?.params[property.path];
  const yes = value === true || value === 'true';
  const { word = 'yes' } = property.custom as { word?: string };
  const text = yes ? word === 'yes' ? 'yes' : <Status value={word} /> : 'no';
  if (where === 'list') return yes ? <>{text}</> : null;
  return <Shown property={property}>{text}</Shown>;
}
