import type { BasePropertyProps } from 'adminjs';
import React from 'react';
import { visible } from './format';

/** Text from a source: plain, with what deceives the eye made visible, cut short in lists. */
export default function TextField({ record, property, where }: BasePropertyProps): React.ReactElement {
  const text = visible(String(record?.params[property.path] ?? ''));
  const short = where === 'list' && text.length > 120 ? `${text.slice(0, 119)}…` : text;
  return (
    <span title={text} style={{ overflowWrap: 'anywhere' }}>
      {short}
    </span>
  );
}
