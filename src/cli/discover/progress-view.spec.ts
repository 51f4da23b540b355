import { PassThrough } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import { ProgressView } from './progress-view.js';

function view(isTTY: boolean): { view: ProgressView; text: () => string } {
  const out = Object.assign(new PassThrough(), { isTTY });
  return { view: new ProgressView(out), text: () => String(out.read() ?? '') };
}

describe('the progress of a read', () => {
  it('is a line for each step where there is no terminal', () => {
    const { view: shown, text } = view(false);
    shown.show('tables', 0, null);
    shown.show('tables', 7, 7);
    shown.show('columns', 0, 7);
    expect(text()).toBe('step 1 of 3: tables\nstep 2 of 3: columns\n');
  });

  it('is one line on a terminal that says which step it is and how far', () => {
    const { view: shown, text } = view(true);
    shown.show('columns', 3, 12);
    expect(text()).toMatch(/█░+ {2}25 % {2}step 2 of 3: columns, 3 of 12$/);
    shown.show('tables', 40, null);
    expect(text()).toMatch(/░ {3}0 % {2}step 1 of 3: tables, 40$/);
  });
});
