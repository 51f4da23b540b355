import { Label } from '@adminjs/design-system';
import { useTranslation, type BasePropertyProps } from 'adminjs';
import React from 'react';
import { visible } from './format';

const SHORT = 160;

/** Text from a source: plain, with what deceives the eye made visible, cut short in lists; `custom.labels` names values. */
export default function TextField({ record, property, where }: BasePropertyProps): React.ReactElement {
  const { labels } = property.custom as { labels?: Record<string, string> };
  const value = String(record?.params[property.path] ?? '');
  const text = visible(labels?.[value] ?? value);
  if (where === 'list') {
    const short = text.length > SHORT ? `${text.slice(0, SHORT - 1)}…` : text;
    return (
      <span title={short === text ? undefined : text} style={{ overflowWrap: 'anywhere' }}>
        {short}
      </span>
    );
  }
  return (
    <Shown property={property}>
      <span style={{ overflowWrap: 'anywhere', whiteSpace: 'pre-wrap' }}>{text || '–'}</span>
    </Shown>
  );
}

/** A field on the page of a record: its name above its value. */
export function Shown(props: {
  property: BasePropertyProps['property'];
  children: React.ReactNode;
}): React.ReactElement {
  const { translateProperty } = useTranslation();
  return (
    <div style={{ marginBottom: 20, fontSize: 14, lineHeight: 1.5 }}>
      <Label style={{ marginBottom: 2 }}>{translateProperty(props.property.label, props.property.resourceId)}</Label>
      {props.children}
    </div>
  );
}
