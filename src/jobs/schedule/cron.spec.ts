import { describe, expect, it } from '@jest/globals';
import { cronProblem, firingsBetween, isTimeZone, nextFirings } from './cron.js';

const iso = (cron: string, zone: string, after: string, count = 3): string[] =>
  nextFirings(cron, zone, new Date(after), count).map((at) => at.toISOString().slice(0, 16));

describe('a cron expression', () => {
  it.each(['0 3 * * *', '*/5 * * * *', '0 0 1-5/2 jan,feb mon', '0 0 * * 7', '30 0 3 * * *', '  0  3 * *  1 '])(
    'may be %s',
    (cron) => expect(cronProblem(cron, 'Europe/Berlin')).toBeNull(),
  );

  it.each([
    ['', /five fields/],
    ['* * *', /five fields/],
    ['@daily', /five fields/],
    ['* * * * * * *', /five fields/],
    ['60 * * * *', /is no cron expression: field value \(60\) is out of range/],
    ['x * * * *', /is no cron expression: unknown alias: x/],
    ['*/0 * * * *', /step of zero/],
    ['*/5 * * * * *', /once a minute is the most/],
    ['0,30 * * * * *', /once a minute is the most/],
    ['0 0 31 2 *', /never comes/],
  ])('may not be "%s"', (cron, problem) => {
    expect(cronProblem(cron, 'UTC')).toMatch(problem);
  });

  it('has a time zone by its IANA name', () => {
    expect(['UTC', 'Europe/Berlin', 'America/Argentina/Buenos_Aires'].map(isTimeZone)).toEqual([true, true, true]);
    expect(['', 'Mars/Olympus', '+02:00', 'Europe/Berlin; x'].map(isTimeZone)).toEqual([false, false, false, false]);
  });
});

describe('firings', () => {
  it('come by the clock of their zone, in summer and in winter', () => {
    expect(iso('0 3 * * *', 'Europe/Berlin', '2027-03-26T12:00Z')).toEqual([
      '2027-03-27T02:00',
      '2027-03-28T01:00',
      '2027-03-29T01:00',
    ]);
  });

  it('come when clocks have gone forward over their time', () => {
    expect(iso('30 2 * * *', 'Europe/Berlin', '2027-03-27T12:00Z', 2)).toEqual([
      '2027-03-28T01:00',
      '2027-03-29T00:30',
    ]);
  });

  it('come once where clocks go back over their time', () => {
    expect(iso('30 2 * * *', 'Europe/Berlin', '2027-10-30T12:00Z', 2)).toEqual([
      '2027-10-31T00:30',
      '2027-11-01T01:30',
    ]);
  });

  it('are after the instant, not at it', () => {
    expect(iso('0 3 * * *', 'UTC', '2027-01-01T03:00Z', 1)).toEqual(['2027-01-02T03:00']);
    expect(iso('30 0 3 * * *', 'UTC', '2027-01-01T03:00:00.500Z', 1)).toEqual(['2027-01-01T03:00']);
  });

  it('between two instants are counted, very many estimated', () => {
    const [from, day] = [new Date('2027-01-01T00:00Z'), 86_400_000];
    const until = new Date(from.getTime() + 3 * day);
    const daily = firingsBetween('0 3 * * *', 'UTC', from, until);
    expect(daily).toEqual({ count: 3, last: new Date('2027-01-03T03:00Z') });
    expect(firingsBetween('* * * * *', 'UTC', from, until).count).toBe(3 * 24 * 60);
    expect(firingsBetween('0 3 * * *', 'UTC', from, from)).toEqual({ count: 0, last: null });
  });
});
