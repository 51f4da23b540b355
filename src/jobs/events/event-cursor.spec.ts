import { describe, expect, it } from '@jest/globals';
import { formatCursor, FROM_THE_START, parseCursor } from './event-cursor.js';

describe('the cursor of events', () => {
  it('goes to text and back', () => {
    const cursor = { status: 2, progress: 14, log: 340 };
    expect(formatCursor(cursor)).toBe('s2.p14.l340');
    expect(parseCursor('s2.p14.l340')).toEqual(cursor);
  });

  it.each([null, undefined, '', '17', 's1.p2', 's1.p2.l3; DROP', 's99999999999.p1.l1'])(
    'starts anew from %j',
    (text) => {
      expect(parseCursor(text)).toEqual(FROM_THE_START);
    },
  );
});
