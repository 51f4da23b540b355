import { describe, expect, it } from '@jest/globals';
import { firstIdAt, newIdAt } from './id.js';

const NOON = new Date('2027-01-31T12:00:00.000Z');
const after = (ms: number): Date => new Date(NOON.getTime() + ms);

describe('ids of an instant', () => {
  it('ascend within a millisecond', () => {
    const ids = Array.from({ length: 1_000 }, () => newIdAt(NOON));
    expect([...ids].sort()).toEqual(ids);
    expect(new Set(ids).size).toBe(1_000);
  });

  it('lie between the first of their instant and the first of the next', () => {
    for (const id of [newIdAt(NOON), newIdAt(NOON)]) {
      expect(id >= firstIdAt(NOON)).toBe(true);
      expect(id < firstIdAt(after(1))).toBe(true);
    }
    expect(newIdAt(after(-1)) < firstIdAt(NOON)).toBe(true);
  });

  it('are UUIDs of version 7, at the ends of time too', () => {
    const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
    for (const at of [new Date(0), new Date(-5), new Date(8.64e15), NOON]) {
      expect(newIdAt(at)).toMatch(uuid);
      expect(firstIdAt(at)).toMatch(uuid);
    }
  });
});
