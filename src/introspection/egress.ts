import { lookup } from 'node:dns/promises';
import { BlockList, isIP } from 'node:net';
import { SourceError } from '../common/errors.js';
import { DEFAULT_PORTS } from '../common/snapshot.js';
import type { SourceConnection } from './engine.js';
import { NETWORK_RULES, matchRule, placeOf } from './source-errors.js';
import type { CheckedAddress } from './protocol.js';

/** Where sources may be (SECURITY 6). Link-local and cloud-metadata addresses are refused whatever this says. */
export interface EgressPolicy {
  /** Loopback, RFC 1918, shared and unique-local addresses. */
  readonly allowPrivate: boolean;
  /** Null allows every port. */
  readonly ports: readonly number[] | null;
}

export type Resolve = (host: string) => Promise<readonly { address: string; family: number }[]>;

function listOf(...networks: string[]): BlockList {
  const list = new BlockList();
  for (const network of networks) {
    const [address = '', bits] = network.split('/');
    list.addSubnet(address, Number(bits), address.includes(':') ? 'ipv6' : 'ipv4');
  }
  return list;
}

const NEVER = listOf(
  '169.254.0.0/16', 'fe80::/10', // link-local, with the metadata services of most clouds
  'fd00:ec2::/32', '100.100.100.200/32', '192.0.0.192/32', '168.63.129.16/32', 'fd20:ce::/32', // others' metadata
  '0.0.0.0/8', '::/128', '224.0.0.0/4', 'ff00::/8', '240.0.0.0/4', // no hosts at all
); // prettier-ignore
const PRIVATE = listOf(
  '127.0.0.0/8', '::1/128', '10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10', '198.18.0.0/15',
  'fc00::/7', 'fec0::/10',
); // prettier-ignore

const RESOLVE_ALL: Resolve = (host) => lookup(host, { all: true, verbatim: true });

/** The IPv4 address that an IPv6 one carries (mapped, NAT64, 6to4), or the address itself. */
export function unwrapAddress(address: string): string {
  const hextets = isIP(address) === 6 ? expand(address) : null;
  if (!hextets) return address;
  const v4 = (at: number): string => [hextets[at], hextets[at + 1]].map((h = 0) => `${h >> 8}.${h & 255}`).join('.');
  const zeros = (from: number, to: number): boolean => hextets.slice(from, to).every((h) => h === 0);
  if (zeros(0, 5) && hextets[5] === 0xffff) return v4(6);
  if (zeros(0, 6) && (hextets[6] !== 0 || (hextets[7] ?? 0) > 1)) return v4(6);
  if (hextets[0] === 0x64 && hextets[1] === 0xff9b) return v4(6);
  return hextets[0] === 0x2002 ? v4(1) : address;
}

function expand(address: string): number[] {
  const url = new URL(`http://[${address.split('%', 1)[0]}]`).hostname.slice(1, -1);
  const [head = '', tail] = url.split('::');
  const numbers = (text: string | undefined): number[] =>
    text ? text.split(':').map((part) => parseInt(part, 16)) : [];
  const front = numbers(head);
  const back = numbers(tail);
  return [...front, ...new Array<number>(8 - front.length - back.length).fill(0), ...back];
}

/** Why an address is refused, or null. */
export function refusalOf(address: string, policy: EgressPolicy): string | null {
  const plain = unwrapAddress(address.split('%', 1)[0] ?? address);
  const family = isIP(plain) === 6 ? 'ipv6' : 'ipv4';
  if (isIP(plain) === 0 || NEVER.check(plain, family))
    return 'is link-local, a cloud metadata service or no host at all';
  if (!policy.allowPrivate && PRIVATE.check(plain, family))
    return 'is loopback or private, which this server does not allow';
  return null;
}

/**
 * Resolves the source's host once and holds every address against the policy; the reader connects to these and to
 * nothing else. Empty for a file.
 * @throws SourceError 'host' when the name is unknown or anything is refused, 'timeout' when no name server answers
 */
export async function checkEgress(
  connection: SourceConnection,
  policy: EgressPolicy,
  timeoutMs: number,
  resolve: Resolve = RESOLVE_ALL,
): Promise<CheckedAddress[]> {
  if (connection.engine === 'sqlite') return [];
  const host = connection.host ?? '';
  const refuse = (why: string): SourceError =>
    new SourceError('host', `${placeOf(connection)} may not be connected to: ${why}. Ask an administrator.`);
  if (host === '' || /[/\\\s\0]/.test(host)) throw refuse('a host name or address is needed, no socket and no path');
  const port = connection.port ?? DEFAULT_PORTS[connection.engine];
  if (policy.ports && !policy.ports.includes(port)) {
    throw refuse(`port ${port} is not among the allowed ports (${policy.ports.join(', ')})`);
  }
  const found = await within(timeoutMs, resolve(host)).catch((error: unknown) => {
    const rule = matchRule(NETWORK_RULES, error) ?? NETWORK_RULES[0];
    throw new SourceError(rule?.failure ?? 'host', rule?.say(connection, error as Error) ?? '', rule?.transient);
  });
  for (const { address } of found) {
    const why = refusalOf(address, policy);
    if (why) throw refuse(`its address ${address} ${why}`);
  }
  if (found.length === 0) throw refuse('its name has no address');
  return found.map(({ address, family }) => ({ address, family: family === 6 ? 6 : 4 }));
}

/** getaddrinfo has no time limit of its own. */
async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(Object.assign(new Error('name server'), { code: 'EAI_AGAIN' })), ms);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}
