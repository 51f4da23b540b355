import { describe, expect, it } from '@jest/globals';
import { Places } from './places.js';

const never = new AbortController().signal;
/** Whether a promise has settled by now. */
async function settled(promise: Promise<unknown>): Promise<boolean> {
  const pending = Symbol('pending');
  for (let turn = 0; turn < 5; turn++) await Promise.resolve();
  return (await Promise.race([promise, Promise.resolve(pending)])) !== pending;
}

describe('the places of a process', () => {
  it('are so many and no more; the queue delivers the next when one is left', async () => {
    const places = new Places(1);
    const first = await places.enter();
    const second = places.enter();
    expect(await settled(second)).toBe(false);
    expect(await settled(first.left)).toBe(false);
    first.free();
    first.free();
    expect(await settled(first.left)).toBe(true);
    expect(await settled(second)).toBe(true);
  });

  it('go to who comes back before who is new, and the queue delivers no other in between', async () => {
    const places = new Places(1);
    const parent = await places.enter();
    parent.free();
    expect(await settled(parent.left)).toBe(true);
    const child = await places.enter();
    const back = parent.take(never);
    expect(await settled(back)).toBe(false);
    child.free();
    expect(await settled(back)).toBe(true);
    expect(await settled(child.left)).toBe(false);
    parent.free();
    expect(await settled(child.left)).toBe(true);
  });

  it('are taken at once by who comes back to an idle process; one that is delivered then waits', async () => {
    const places = new Places(1);
    const parent = await places.enter();
    parent.free();
    await parent.take(never);
    const other = places.enter();
    expect(await settled(other)).toBe(false);
    parent.free();
    expect(await settled(other)).toBe(true);
  });

  it('are not waited for by a run that was told to stop', async () => {
    const places = new Places(1);
    const parent = await places.enter();
    parent.free();
    const other = await places.enter();
    const stop = new AbortController();
    const back = parent.take(stop.signal);
    stop.abort(new Error('stop'));
    await expect(back).rejects.toThrow('stop');
    other.free();
    expect(await settled(other.left)).toBe(true);
    expect(await settled(places.enter())).toBe(true);
  });
});
