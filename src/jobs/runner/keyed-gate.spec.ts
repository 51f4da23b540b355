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

  it('lets one who comes back in before all who are parked', async () => {
    const free: string[] = [];
    const gate = new KeyedGate((id) => free.push(id));
    const keys = [{ key: 'host', limit: 1 }];
    gate.enter(keys, 'parent');
    gate.leave(keys);
    gate.enter(keys, 'child');
    gate.enter(keys, 'other');
    let back = false;
    const coming = gate.comeBack(keys, new AbortController().signal).then(() => (back = true));
    gate.leave(keys);
    await coming;
    expect(back).toBe(true);
    expect(free).toEqual([]);
    gate.leave(keys);
    expect(free).toEqual(['other']);
  });

  it('keeps a free key for one who waits for another one too, and gives it on when that one gives up', async () => {
    const free: string[] = [];
    const gate = new KeyedGate((id) => free.push(id));
    const host = { key: 'host', limit: 1 };
    const task = { key: 'task', limit: 1 };
    gate.enter([host], 'a');
    const stop = new AbortController();
    const coming = gate.comeBack([task, host], stop.signal);
    expect(gate.enter([task], 'b')).toBe(false);
    stop.abort(new Error('stop'));
    await expect(coming).rejects.toThrow('stop');
    expect(free).toEqual(['b']);
    expect(gate.enter([task], 'b')).toBe(true);
  });
});
