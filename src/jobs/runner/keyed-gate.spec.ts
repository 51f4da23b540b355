import { describe, expect, it } from '@jest/globals';
import { KeyedGate } from './keyed-gate.js';

describe('the gate of keys', () => {
  it('lets in as many as a key takes, and names one who was parked for each that leaves', () => {
    const free: string[] = [];
    const gate = new KeyedGate((id) => free.push(id));
    const keys = [{ key: 'host', limit: 2 }];
    expect(['a', 'b', 'c', 'd'].map((id) => gate.enter(keys, id))).toEqual([true, true, false, false]);
    gate.leave(keys);
    expect(free).toEqual(['c']);
    expect(gate.enter(keys, 'c')).toBe(true);
    gate.leave(keys);
    gate.leave(keys);
    expect(free).toEqual(['c', 'd']);
  });

  it('takes no place anywhere when one key is full', () => {
    const gate = new KeyedGate(() => undefined);
    const host = { key: 'host', limit: 1 };
    const task = { key: 'task', limit: 1 };
    expect(gate.enter([host], 'a')).toBe(true);
    expect(gate.enter([task, host], 'b')).toBe(false);
    expect(gate.enter([task], 'c')).toBe(true);
  });

  it('gives the place of one who does not come to the next', () => {
    const free: string[] = [];
    const gate = new KeyedGate((id) => free.push(id));
    const keys = [{ key: 'host', limit: 1 }];
    for (const id of ['a', 'b', 'c']) gate.enter(keys, id);
    gate.leave(keys);
    gate.pass('b');
    gate.pass('unknown');
    expect(free).toEqual(['b', 'c']);
  });
});
