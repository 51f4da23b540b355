import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { InProcessQueue } from '../../src/jobs/queue/in-process-queue.js';
import type { JobQueue } from '../../src/jobs/queue/job-queue.js';

/** Every adapter of the port, bound to so many at once. */
const ADAPTERS: readonly (readonly [string, (places: number) => JobQueue])[] = [
  ['in-process', (places) => new InProcessQueue(places)],
];

describe.each(ADAPTERS)('the %s queue', (_name, open) => {
  const held = (): {
    readonly started: string[];
    readonly end: (id: string) => void;
    readonly handle: (id: string) => Promise<void>;
  } => {
    const started: string[] = [];
    const ends = new Map<string, () => void>();
    const handle = (id: string): Promise<void> => {
      started.push(id);
      return new Promise((resolve) => ends.set(id, resolve));
    };
    return { started, handle, end: (id) => ends.get(id)?.() };
  };

  it('delivers first come first served, no more at once than it is bound to', async () => {
    const { started, handle, end } = held();
    const queue = open(2);
    for (const id of ['a', 'b', 'c', 'd']) await queue.enqueue(id);
    queue.consume(handle);
    expect(started).toEqual(['a', 'b']);
    end('b');
    await turn();
    expect(started).toEqual(['a', 'b', 'c']);
  });

  it('takes a repeated ring of a waiting job for one', async () => {
    const { started, handle, end } = held();
    const queue = open(1);
    queue.consume(handle);
    for (const id of ['a', 'b', 'b', 'b']) await queue.enqueue(id);
    end('a');
    await turn();
    end('b');
    await turn();
    expect(started).toEqual(['a', 'b']);
  });

  it('delivers nothing once it is closed', async () => {
    const { started, handle, end } = held();
    const queue = open(1);
    queue.consume(handle);
    await queue.enqueue('a');
    await queue.enqueue('b');
    await queue.close();
    await queue.enqueue('c');
    end('a');
    await turn();
    expect(started).toEqual(['a']);
  });
});
