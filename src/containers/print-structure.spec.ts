import { describe, expect, it } from '@jest/globals';
import { Container } from './container.js';
import { printContainerStructure } from './print-structure.js';
import { file, flag, list, number, object, text } from './schema.js';

describe('printContainerStructure', () => {
  it('is a tree with kinds, states and values', () => {
    const schema = object({
      title: text({ optional: true }),
      HKLIN: list(object({ file: file({ type: 'text/csv' }), weight: number({ default: 1 }) })),
      names: list(text()),
      report: object({ dark: flag({ default: false }) }),
    });
    const container = Container.of(schema, { HKLIN: [{ file: { id: 'f1' } }] });
    expect(printContainerStructure(container)).toBe(
      `
title: text (not-set)
HKLIN: list of object (explicit)
  [0]: object (explicit)
    file: file text/csv (explicit) = {"id":"f1"}
    weight: number (default) = 1
names: list of text (not-set) = []
report: object (default)
  dark: flag (default) = false
`.trim(),
    );
  });

  it('shows hostile values as they are written, short and on one line', () => {
    const hostile = Container.of(object({ x: text() }), { x: `a\nb\u001b[31m\u202eevil\u0085${'z'.repeat(500)}` });
    const printed = printContainerStructure(hostile);
    expect(printed).toMatch(/^x: text \(explicit\) = "a\\nb\\u001b\[31m\\u202eevil\\u0085z+…$/);
    expect(printed.length).toBeLessThan(150);
  });

  it('ends after a thousand lines and says how many follow', () => {
    const many = Container.of(object({ n: list(number()) }), { n: new Array<number>(5000).fill(1) });
    const lines = printContainerStructure(many).split('\n');
    expect(lines).toHaveLength(1001);
    expect(lines.at(-1)).toBe('… 4001 more');
  });
});
