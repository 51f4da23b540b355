import React from 'react';
import { count, visible } from './format';
import { Card, Facts } from './parts';
import { ENGINE_NAMES, fieldName, nameOf } from './words';

const shown = (value: unknown): string =>
  typeof value === 'number' ? count(value) : visible(nameOf(ENGINE_NAMES, String(value)));

/** Plain figures of a result as facts, each with a name for people; everything else stays in the raw result. */
export default function JobResult({ result }: { result: Readonly<Record<string, unknown>> }): React.ReactElement {
  const facts = Object.entries(result).flatMap(([name, value]): [string, string][] => {
    if (value === null || value === undefined) return [[fieldName(name), '–']];
    if (typeof value !== 'object') return [[fieldName(name), shown(value)]];
    if (Array.isArray(value)) return [[fieldName(name), count(value.length)]];
    return Object.entries(value)
      .filter(([, inner]) => typeof inner !== 'object')
      .map(([inner, figure]) => [fieldName(`${name}.${inner}`), shown(figure)]);
  });
  return (
    <Card title="Result">
      <Facts rows={facts} />
      <details style={{ marginTop: 16 }}>
        <summary>Everything, as JSON</summary>
        <pre style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere', fontSize: 12 }}>
          {visible(JSON.stringify(result, null, 2))}
        </pre>
      </details>
    </Card>
  );
}
