import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { RingSender, type Ring } from './ring-sender.js';

const ring = (jobId: string): Ring => ({ jobId, attempt: 0 });

/** A sender whose server does as the test says. */
function sender(server: () => Promise<void>, timeoutMs = 1_000) {
  const sent: string[][] = [];
  const outcomes: string[] = [];
  const made = new RingSender({
    send: async (rings) => {
      await server();
      sent.push([...rings.keys()]);
    },
    onFailure: (error) => outcomes.push((error as Error).message),
    onSuccess: () => outcomes.push('sent'),
    timeoutMs,
    pauseMs: 5,
  });
  return { made, sent, outcomes };
}

describe('RingSender', () => {
  it('sends together what is pushed together, one ring a key', async () => {
    const { made, sent } = sender(async () => undefined);
    for (const id of ['a', 'b', 'a']) made.push(id, ring(id));
    await made.close(1_000);
    expect(sent).toEqual([['a', 'b']]);
  });

  it('keeps what could not be sent, and tries until it can', async () => {
    let failures = 3;
    const { made, sent, outcomes } = sender(async () => {
      if (failures-- > 0) throw new Error('away');
    });
    made.push('a', ring('a'));
    while (sent.length === 0) await delay(2);
    expect(outcomes).toEqual(['away', 'away', 'away', 'sent']);
    expect(sent).toEqual([['a']]);
  });

  it('does not wait for a server that does not answer', async () => {
    let first = true;
    const { made, sent, outcomes } = sender(async () => {
      if (first) {
        first = false;
        await new Promise(() => undefined);
      }
    }, 20);
    made.push('a', ring('a'));
    while (sent.length === 0) await delay(2);
    expect(outcomes).toEqual(['no answer', 'sent']);
  });

  it('gives up in time when it is closed, and takes nothing any more', async () => {
    const { made, sent } = sender(() => Promise.reject(new Error('away')));
    made.push('a', ring('a'));
    const at = performance.now();
    await made.close(50);
    expect(performance.now() - at).toBeLessThan(1_000);
    made.push('b', ring('b'));
    await delay(20);
    expect(sent).toEqual([]);
  });
});
