import { describe, expect, it } from '@jest/globals';
import { isEnded, JOB_STATUSES, LIVE_STATUSES, TRANSITIONS } from './job-status.js';

describe('the states of a job', () => {
  it('end for good', () => {
    expect(JOB_STATUSES.filter(isEnded)).toEqual(['COMPLETED', 'FAILED', 'CANCELLED']);
    for (const status of LIVE_STATUSES) expect(isEnded(status)).toBe(false);
  });

  it('lead back to waiting from a run only', () => {
    const back = JOB_STATUSES.filter((from) => (TRANSITIONS[from] as readonly string[]).includes('PENDING'));
    expect(back).toEqual(['RUNNING']);
  });

  it('lead to COMPLETED through a run only', () => {
    const before = JOB_STATUSES.filter((from) => (TRANSITIONS[from] as readonly string[]).includes('COMPLETED'));
    expect(before).toEqual(['RUNNING']);
  });
});
