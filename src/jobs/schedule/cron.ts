import { CronTime } from 'cron';

const FIELDS = /^(?:(?:[0-5]?\d)\s+)?\S+(?:\s+\S+){4}$/;
const ZONE = /^[A-Za-z][A-Za-z0-9_+-]*(?:\/[A-Za-z0-9_+-]+)*$/;

/** What is wrong with a cron expression and its zone, in words for a form; null when nothing is. */
export function cronProblem(cron: string, timeZone: string): string | null {
  const text = cron.trim();
  const count = text === '' ? 0 : text.split(/\s+/).length;
  if (count !== 5 && count !== 6) {
    return 'must have five fields (minute, hour, day, month, weekday), or six with the second first, such as 0 3 * * 1';
  }
  if (!FIELDS.test(text)) return 'must have one second (0 to 59) as the first of six fields: once a minute is the most';
  const { valid, error } = CronTime.validateCronExpression(text);
  if (!valid) return `is no cron expression: ${lowerFirst(error?.message ?? 'it cannot be read')}`;
  if (!isTimeZone(timeZone)) return null;
  return nextFiring(text, timeZone, new Date()) === null
    ? 'never comes: there is no such day within eight years'
    : null;
}

/** Whether it is a time zone that this machine knows by its IANA name. */
export function isTimeZone(name: string): boolean {
  if (!ZONE.test(name)) return false;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

/**
 * The first firing after an instant; null when there is none within eight years. On the day on which clocks go forward a
 * time that is left out comes when they have; on that on which they go back a time of day comes once, the first time.
 */
export function nextFiring(cron: string, timeZone: string, after: Date): Date | null {
  try {
    return new CronTime(cron, timeZone).getNextDateFrom(after, timeZone).toJSDate();
  } catch {
    return null;
  }
}

/** The next so many firings. */
export function nextFirings(cron: string, timeZone: string, after: Date, count: number): Date[] {
  const firings: Date[] = [];
  for (let at = nextFiring(cron, timeZone, after); at && firings.length < count; at = nextFiring(cron, timeZone, at)) {
    firings.push(at);
  }
  return firings;
}

/** Firings that are counted one by one; each takes a millisecond. */
const COUNTED = 100;

/** The firings after one instant, up to another: how many, and the last. Beyond a hundred it is an estimate. */
export function firingsBetween(
  cron: string,
  timeZone: string,
  after: Date,
  until: Date,
): { readonly count: number; readonly last: Date | null } {
  let [count, last]: [number, Date | null] = [0, null];
  for (let at = nextFiring(cron, timeZone, after); at && at <= until; at = nextFiring(cron, timeZone, at)) {
    [count, last] = [count + 1, at];
    if (count === COUNTED) {
      const gap = (at.getTime() - after.getTime()) / count;
      return { count: Math.max(Math.floor((until.getTime() - after.getTime()) / gap), count), last };
    }
  }
  return { count, last };
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
