import { describe, expect, it } from '@jest/globals';
import { loadConfig } from '../../config/load-config.js';
import { assertShared } from './assert-shared.js';

const SHARED = { SESHAT_CATALOGUE_URL: 'postgresql://me:pw-1@db/c', SESHAT_QUEUE_URL: 'redis://:pw-2@queue' };

describe('what a worker needs', () => {
  it('is a catalogue and a queue that others share', () => {
    expect(() => assertShared(loadConfig({ env: SHARED }))).not.toThrow();
  });

  it('is said all at once', () => {
    const check = (): void => assertShared(loadConfig({ env: {} }));
    expect(check).toThrow(/SESHAT_CATALOGUE_URL must .* embedded/);
    expect(check).toThrow(/SESHAT_QUEUE_URL must/);
  });

  it('is at least one place for a job', () => {
    const check = (): void => assertShared(loadConfig({ env: { ...SHARED, SESHAT_JOBS_CONCURRENCY: '0' } }));
    expect(check).toThrow(/SESHAT_JOBS_CONCURRENCY must be at least 1/);
    expect(check).not.toThrow(/pw-/);
  });
});
