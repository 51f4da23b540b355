import { describe, expect, it } from '@jest/globals';
import { parseQueueUrl } from './queue-url.js';

describe('parseQueueUrl', () => {
  it('takes a server apart, decoding each part', () => {
    const parsed = parseQueueUrl('redis://que%40ue:p%3Aw%2F%23@[::1]:6380/3');
    expect(parsed).toMatchObject({ host: '::1', port: 6380, database: 3, user: 'que@ue', tls: null });
    expect(parsed.password?.reveal()).toBe('p:w/#');
  });

  it('needs a host only', () => {
    const bare = { host: 'queue', port: 6379, database: 0, user: null, password: null, tls: null };
    expect(parseQueueUrl('redis://queue')).toEqual(bare);
    expect(parseQueueUrl('redis://:pw@queue/').password?.reveal()).toBe('pw');
  });

  it('encrypts and verifies with rediss', () => {
    expect(parseQueueUrl('rediss://queue').tls).toEqual({ caFile: null });
    expect(parseQueueUrl('rediss://queue?ca=/etc/ca.pem').tls).toEqual({ caFile: '/etc/ca.pem' });
  });

  it.each([
    'amqp://me:pw-1@queue',
    'not a url pw-1',
    'redis://',
    'redis:///0',
    'redis://:pw-1@queue/zero',
    'redis://:pw-1@queue/1/2',
    'redis://:pw-1@queue/1024',
    'redis://:pw-1@queue?ca=/etc/ca.pem',
    'rediss://:pw-1@queue?ca=relative.pem',
    'rediss://:pw-1@queue?rejectUnauthorized=false',
    'redis://:pw-1%@queue',
    'redis://:pw-1@queue#x',
  ])('refuses %s without quoting it', (url) => {
    expect(() => parseQueueUrl(url)).toThrow(/^must /);
    expect(() => parseQueueUrl(url)).not.toThrow(/pw-1/);
  });
});
