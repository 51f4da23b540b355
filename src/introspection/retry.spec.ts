import { describe, expect, it } from '@jest/globals';
import { SourceError } from '../common/errors.js';
import { delayBefore, withRetries } from './retry.js';

const signal = new AbortController().signal;
const transient = (): SourceError => new SourceError('host', 'refused', true);

describe('withRetries', () => {
  it('tries transient failures again, with what was told of it', async () => {
    let calls = 0;
    const told: unknown[] = [];
    const result = await withRetries(
      async () => {
        if (++calls < 3) throw transient();
        return 'read';
      },
      {
        attempts: 3,
        signal,
        baseMs: 1,
        onRetry: (attempt, delay, { message }) => told.push([attempt, delay <= 2, message]),
      },
    );
    expect(result).toBe('read');
    expect(told).toEqual([
      [2, true, 'refused'],
      [3, true, 'refused'],
    ]);
  });

  it('gives up after its attempts, and at once on what will not pass', async () => {
    let calls = 0;
    const failing = (error: Error) => async (): Promise<never> => {
      calls++;
      throw error;
    };
    await expect(withRetries(failing(transient()), { attempts: 3, signal, baseMs: 1 })).rejects.toThrow('refused');
    expect(calls).toBe(3);
    const lasting = new SourceError('authentication', 'no', false);
    await expect(withRetries(failing(lasting), { attempts: 3, signal, baseMs: 1 })).rejects.toBe(lasting);
    expect(calls).toBe(4);
  });

  it('ends a wait when it is aborted', async () => {
    const abort = new AbortController();
    const options = {
      attempts: 3,
      signal: abort.signal,
      random: () => 1,
      onRetry: () => abort.abort(new Error('enough')),
    };
    const failing = async (): Promise<never> => {
      throw transient();
    };
    await expect(withRetries(failing, options)).rejects.toThrow('enough');
  });
});

describe('delayBefore', () => {
  it('is full jitter over 1 s · 2ⁿ, at most 30 s', () => {
    expect(delayBefore(1, 0)).toBe(0);
    expect([1, 2, 3, 9].map((attempt) => delayBefore(attempt, 1))).toEqual([1000, 2000, 4000, 30_000]);
  });
});
