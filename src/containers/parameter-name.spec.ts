import { describe, expect, it } from '@jest/globals';
import { Container } from './container.js';
import { list, number, object, text, type Schema } from './schema.js';

/** The parameter names of the leaves of a container in which each list has been given two items. */
function namesOf(fields: Record<string, Schema>): string[] {
  const container = Container.of(object(fields));
  for (const node of container.walk()) {
    if (node.schema.kind === 'list' && node.children.length === 0)
      node.set([item(node.schema.of), item(node.schema.of)]);
  }
  return [...container.walk()].filter(({ children }) => children.length === 0).map((node) => node.parameterName);
}

function item(schema: Schema): unknown {
  if (schema.kind === 'object') return {};
  return schema.kind === 'list' ? [] : 'x';
}

describe('a parameter name', () => {
  it('is the path where there is no list', () => {
    expect(namesOf({ HKLOUT: text(), report: object({ table: text() }) })).toEqual(['HKLOUT', 'report.table']);
  });

  it('is, in a list, the path from the first bracket on', () => {
    expect(namesOf({ HKLIN: list(object({ file: text() })) })).toEqual(['HKLIN[0].file', 'HKLIN[1].file']);
    expect(namesOf({ names: list(text()) })).toEqual(['names[0]', 'names[1]']);
  });

  it('begins with the field that owns the first bracket, whatever objects lie above it', () => {
    const data = object({ left: object({ HKLIN: list(object({ file: text() })) }) });
    expect(namesOf({ data })).toEqual(['HKLIN[0].file', 'HKLIN[1].file']);
  });

  it('keeps every bracket, of lists in lists too', () => {
    const runs = list(object({ cells: list(object({ a: number({ optional: true }) })) }));
    expect(namesOf({ data: object({ runs }) })).toEqual([
      'runs[0].cells[0].a',
      'runs[0].cells[1].a',
      'runs[1].cells[0].a',
      'runs[1].cells[1].a',
    ]);
    expect(namesOf({ grid: list(list(text())) })).toEqual(['grid[0][0]', 'grid[0][1]', 'grid[1][0]', 'grid[1][1]']);
  });

  it('is the path where two lists of one name would give two values one name', () => {
    const side = object({ HKLIN: list(text()) });
    expect(namesOf({ left: side, right: side, other: object({ FREE: list(text()) }) })).toEqual([
      'left.HKLIN[0]',
      'left.HKLIN[1]',
      'right.HKLIN[0]',
      'right.HKLIN[1]',
      'FREE[0]',
      'FREE[1]',
    ]);
  });
});
