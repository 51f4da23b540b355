import { describe, expect, it } from '@jest/globals';
import { checkEgress, refusalOf, unwrapAddress, type EgressPolicy } from './egress.js';
import { parseSourceUrl } from './source-url.js';

const OPEN: EgressPolicy = { allowPrivate: true, ports: null };
const STRICT: EgressPolicy = { allowPrivate: false, ports: [5432] };

describe('refusalOf', () => {
  it.each([
    '169.254.169.254', '169.254.1.1', 'fe80::1', 'fe80::1%eth0', 'fd00:ec2::254', '100.100.100.200', '0.0.0.0', '::',
    '224.0.0.1', '255.255.255.255', '::ffff:169.254.169.254', '64:ff9b::a9fe:a9fe', '2002:a9fe:a9fe::', '::a9fe:a9fe',
    'nonsense',
  ])('always refuses %s', (address) => {
    expect(refusalOf(address, OPEN)).not.toBeNull();
  }); // prettier-ignore

  it.each([
    '127.0.0.1', '127.9.9.9', '::1', '10.1.2.3', '172.31.0.1', '192.168.1.1', '100.64.0.1', 'fd12::1',
    '::ffff:127.0.0.1', '::ffff:7f00:1', '64:ff9b::7f00:1',
  ])('leaves %s to the setting', (address) => {
    expect(refusalOf(address, OPEN)).toBeNull();
    expect(refusalOf(address, STRICT)).toMatch('private');
  }); // prettier-ignore

  it.each(['93.184.216.34', '172.32.0.1', '2606:2800:220:1::1', '::ffff:93.184.216.34'])('allows %s', (address) => {
    expect(refusalOf(address, STRICT)).toBeNull();
  });
});

describe('unwrapAddress', () => {
  it.each([
    ['::ffff:1.2.3.4', '1.2.3.4'],
    ['64:ff9b::102:304', '1.2.3.4'],
    ['2002:102:304::', '1.2.3.4'],
    ['::1', '::1'],
    ['2001:db8::1', '2001:db8::1'],
    ['1.2.3.4', '1.2.3.4'],
  ])('%s is %s', (address, plain) => {
    expect(unwrapAddress(address)).toBe(plain);
  });
});

describe('checkEgress', () => {
  const source = parseSourceUrl('postgres://u:s3cret@db.example.org/d');

  it('answers the checked addresses, and refuses when one of them is refused', async () => {
    const good = { address: '93.184.216.34', family: 4 };
    await expect(checkEgress(source, STRICT, 100, async () => [good])).resolves.toEqual([good]);
    const mixed = checkEgress(source, STRICT, 100, async () => [good, { address: '10.0.0.1', family: 4 }]);
    await expect(mixed).rejects.toMatchObject({ failure: 'host', transient: false });
    await expect(mixed).rejects.toThrow('10.0.0.1');
  });

  it('holds the port against the list', async () => {
    const other = { ...source, port: 22 };
    await expect(checkEgress(other, STRICT, 100, async () => [])).rejects.toThrow('port 22');
    const usual = { ...source, port: null };
    const found = [{ address: '93.184.216.34', family: 4 }];
    await expect(checkEgress(usual, STRICT, 100, async () => found)).resolves.toEqual(found);
    const mysql = { ...usual, engine: 'mysql' } as const;
    await expect(checkEgress(mysql, STRICT, 100, async () => found)).rejects.toThrow('port 3306');
  });

  it('refuses sockets and paths', async () => {
    for (const host of ['/var/run/postgresql', '', 'a b', null]) {
      await expect(checkEgress({ ...source, host }, OPEN, 100)).rejects.toMatchObject({ failure: 'host' });
    }
  });

  it('says that a name is unknown', async () => {
    const unknown = async (): Promise<never> => {
      throw Object.assign(new Error('getaddrinfo'), { code: 'ENOTFOUND' });
    };
    await expect(checkEgress(source, OPEN, 100, unknown)).rejects.toThrow('"db.example.org" is not known');
  });

  it('does not wait for a name server for ever', async () => {
    const never = (): Promise<never> => new Promise(() => undefined);
    await expect(checkEgress(source, OPEN, 20, never)).rejects.toMatchObject({ failure: 'host', transient: true });
  });
});
