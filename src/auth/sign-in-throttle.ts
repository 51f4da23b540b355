import { isIPv6 } from 'node:net';
import { Injectable } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { TooManyRequestsError } from '../common/errors.js';

/** How many attempts are free, and how long one waits after each further one (doubling up to the maximum). */
interface Limit {
  readonly free: number;
  readonly firstWaitMs: number;
  readonly maxWaitMs: number;
}

/** A person mistypes a few times; a minute between guesses leaves nothing to guess by, and locks nobody out for long. */
const PER_ACCOUNT: Limit = { free: 5, firstWaitMs: 2_000, maxWaitMs: 60_000 };
/** An office shares an address, hence more free ones; a machine that goes on waits longer. */
const PER_ADDRESS: Limit = { free: 20, firstWaitMs: 2_000, maxWaitMs: 15 * 60_000 };
/** Attempts are forgotten after so long without another. */
const FORGET_MS = 30 * 60_000;
/** Bounds the memory whatever is sent; the longest unused goes first. */
const MAX_ENTRIES = 20_000;

interface Entry {
  attempts: number;
  lastAt: number;
  blockedUntil: number;
}

/** Slows guessing of passwords down, by account and by address. In memory of this process. */
@Injectable()
export class SignInThrottle {
  /** In the order of their last use. */
  private readonly entries = new Map<string, Entry>();

  constructor(private readonly clock: Clock) {}

  /**
   * Counts an attempt before it is judged, so that simultaneous ones count too.
   * @throws TooManyRequestsError `sign-in-throttled` with the seconds to wait
   */
  attempt(login: string, address: string | null): void {
    const now = this.clock.monotonic();
    const limits = [[accountKey(login), PER_ACCOUNT] as const, [addressKey(address), PER_ADDRESS] as const];
    const waitMs = Math.max(...limits.map(([key]) => (this.entries.get(key)?.blockedUntil ?? 0) - now));
    if (waitMs > 0) throw throttled(Math.ceil(waitMs / 1000));
    for (const [key, limit] of limits) this.count(key, limit, now);
  }

  /** Forgets the account's attempts, and this one of the address: it was right. */
  succeeded(login: string, address: string | null): void {
    this.entries.delete(accountKey(login));
    const entry = this.entries.get(addressKey(address));
    if (entry) {
      entry.attempts = Math.max(0, entry.attempts - 1);
      entry.blockedUntil = 0;
    }
  }

  private count(key: string, limit: Limit, now: number): void {
    const known = this.entries.get(key);
    const entry = known && now - known.lastAt < FORGET_MS ? known : { attempts: 0, lastAt: now, blockedUntil: 0 };
    entry.attempts += 1;
    entry.lastAt = now;
    const over = entry.attempts - limit.free;
    if (over >= 0) entry.blockedUntil = now + Math.min(limit.firstWaitMs * 2 ** Math.min(over, 20), limit.maxWaitMs);
    this.entries.delete(key);
    this.entries.set(key, entry);
    if (this.entries.size > MAX_ENTRIES) {
      const [oldest] = this.entries.keys();
      if (oldest !== undefined) this.entries.delete(oldest);
    }
  }
}

const accountKey = (login: string): string => `account ${login.slice(0, 200)}`;

/** Whoever has one IPv6 address has its whole /64 network, hence that counts as one. */
function addressKey(address: string | null): string {
  const plain = address?.replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*$/, '') ?? 'unknown';
  return `address ${isIPv6(plain) ? network64(plain) : plain}`;
}

function network64(address: string): string {
  const [head = '', tail] = address.split('::');
  const groups = head === '' ? [] : head.split(':');
  const rest = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = tail === undefined ? 0 : 8 - groups.length - rest.length;
  const all = [...groups, ...Array.from({ length: Math.max(0, zeros) }, () => '0'), ...rest];
  return all
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':');
}

function throttled(seconds: number): TooManyRequestsError {
  const wait =
    seconds < 120 ? `${seconds} ${seconds === 1 ? 'second' : 'seconds'}` : `${Math.ceil(seconds / 60)} minutes`;
  const message = `Too many failed attempts to sign in. Try again in ${wait}.`;
  return new TooManyRequestsError('sign-in-throttled', message, seconds);
}
