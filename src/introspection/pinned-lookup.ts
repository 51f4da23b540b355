import dns from 'node:dns';
import type { LookupAddress, LookupOptions } from 'node:dns';
import type { CheckedAddress } from './protocol.js';

type Answer = (error: NodeJS.ErrnoException | null, address?: string | LookupAddress[], family?: number) => void;

/**
 * From now on this process resolves `host` to the addresses that the egress policy has passed, and no other name at
 * all. Drivers keep the host's name for TLS; a name that changes its address between check and use changes nothing.
 */
export function pinLookup(host: string | null, addresses: readonly CheckedAddress[]): void {
  const lookup = (name: string, options: LookupOptions | number | Answer, callback?: Answer): void => {
    const answer = typeof options === 'function' ? options : callback;
    const wanted = typeof options === 'object' ? options : { family: typeof options === 'number' ? options : 0 };
    const family = wanted.family === 'IPv4' ? 4 : wanted.family === 'IPv6' ? 6 : wanted.family;
    const found = name === host ? addresses.filter((one) => !family || one.family === family) : [];
    const [first] = found;
    process.nextTick(() => {
      if (!first) answer?.(Object.assign(new Error(`getaddrinfo ENOTFOUND ${name}`), { code: 'ENOTFOUND' }));
      else if (wanted.all) answer?.(null, [...found]);
      else answer?.(null, first.address, first.family);
    });
  };
  Object.assign(dns, { lookup });
}
