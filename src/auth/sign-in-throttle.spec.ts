import { beforeEach, describe, expect, it } from '@jest/globals';
import { Clock } from '../common/clock.js';
import { TooManyRequestsError } from '../common/errors.js';
import { SignInThrottle } from './sign-in-throttle.js';

class TestClock extends Clock {
  ms = 0;
  now = (): Date => new Date(this.ms);
  monotonic = (): number => this.ms;
}

let clock: TestClock;
let throttle: SignInThrottle;
beforeEach(() => {
  clock = new TestClock();
  throttle = new SignInThrottle(clock);
});

const waitOf = (login: string, address: string): number => {
  try {
    throttle.attempt(login, address);
    return 0;
  } catch (error) {
    return (error as TooManyRequestsError).retryAfterSeconds;
  }
};

describe('the throttle of sign-ins', () => {
  it('lets five attempts on an account through, then makes it wait longer and longer, up to a minute', () => {
    for (let i = 0; i < 5; i++) expect(waitOf('ann', `10.0.0.${i}`)).toBe(0);
    const waits: number[] = [];
    for (let i = 0; i < 8; i++) {
      const wait = waitOf('ann', `10.0.1.${i}`);
      waits.push(wait);
      clock.ms += wait * 1000;
      expect(waitOf('ann', `10.0.2.${i}`)).toBe(0);
    }
    expect(waits).toEqual([2, 4, 8, 16, 32, 60, 60, 60]);
    expect(waitOf('bob', '10.0.3.1')).toBe(0);
  });

  it('counts attempts that run at the same time', () => {
    const waits = Array.from({ length: 50 }, () => waitOf('ann', '10.0.0.1'));
    expect(waits.filter((wait) => wait === 0)).toHaveLength(5);
  });

  it('says in words how long to wait', () => {
    for (let i = 0; i < 5; i++) throttle.attempt('ann', null);
    expect(() => throttle.attempt('ann', null)).toThrow('Too many failed attempts to sign in. Try again in 2 seconds.');
  });

  it('slows an address that tries many accounts, an IPv6 network as one', () => {
    for (let i = 0; i < 20; i++) expect(waitOf(`user${i}`, `2001:db8:1:2::${i.toString(16)}`)).toBe(0);
    expect(waitOf('another', '2001:db8:1:2:ffff::1')).toBe(2);
    expect(waitOf('another', '2001:db8:1:3::1')).toBe(0);
  });

  it('forgets after success and after time', () => {
    for (let i = 0; i < 5; i++) waitOf('ann', '10.0.0.1');
    throttle.succeeded('ann', '10.0.0.1');
    for (let i = 0; i < 5; i++) expect(waitOf('ann', '10.0.0.1')).toBe(0);
    clock.ms += 31 * 60_000;
    for (let i = 0; i < 5; i++) expect(waitOf('ann', '10.0.0.1')).toBe(0);
  });

  it('keeps a bounded memory', () => {
    for (let i = 0; i < 30_000; i++) waitOf(`user${i}`, `a${i}`);
    expect((throttle as unknown as { entries: Map<string, unknown> }).entries.size).toBeLessThanOrEqual(20_000);
  });
});
