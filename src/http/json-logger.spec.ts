import { describe, expect, it } from '@jest/globals';
import { Secret } from '../common/redact.js';
import { SecretRegistry } from '../common/secret-registry.js';
import { JsonLogger } from './json-logger.js';
import { readableLines } from './log-lines.js';

function logger(): { log: JsonLogger; lines: string[]; parsed: () => Record<string, unknown>[] } {
  const lines: string[] = [];
  const secrets = new SecretRegistry();
  secrets.add(new Secret('s3cr"et value'));
  const log = new JsonLogger({ level: 'debug', secrets, sink: { write: (line) => lines.push(line) } });
  return { log, lines, parsed: () => lines.map((line) => JSON.parse(line) as Record<string, unknown>) };
}

describe('the log', () => {
  it('is JSON, a line a message, with the context that Nest gives', () => {
    const { log, lines, parsed } = logger();
    log.log('started\nnow', 'JobEngine');
    log.warn('careful');
    log.verbose('not shown');
    expect(lines.every((line) => line.endsWith('\n') && line.indexOf('\n') === line.length - 1)).toBe(true);
    expect(parsed()).toEqual([
      { level: 30, time: expect.any(String), context: 'JobEngine', msg: 'started\nnow' },
      { level: 40, time: expect.any(String), msg: 'careful' },
    ]);
  });

  it('keeps errors with their stacks', () => {
    const { log, parsed } = logger();
    log.error(new Error('broken'), 'Jobs');
    log.error('broken too', 'Error: broken too\n    at here (file.js:1:1)', 'Jobs');
    expect(parsed()).toMatchObject([
      { msg: 'broken', context: 'Jobs', err: { message: 'broken', stack: expect.stringContaining(' at ') } },
      { msg: 'broken too', context: 'Jobs', err: { stack: expect.stringContaining('at here') } },
    ]);
  });

  it('leaves secrets out by key and by value', () => {
    const { log, lines, parsed } = logger();
    log.log({ connection: { user: 'ann', password: 'hunter2', nested: [{ apiKey: 'hunter2' }] } }, 'X');
    log.log('failed with s3cr"et value', { url: `mysql://u:${encodeURIComponent('s3cr"et value')}@h` });
    log.error(new Error('s3cr"et value'));
    log.log('held', { secret: new Secret('other'), value: new Secret('other') });
    expect(lines.join('')).not.toMatch(/hunter2|s3cr|other/);
    expect(parsed()).toHaveLength(4);
  });

  it('keeps its form whatever the secrets are', () => {
    const lines: string[] = [];
    const secrets = new SecretRegistry();
    for (const secret of ['level', '12345', 'msg']) secrets.add(secret);
    const log = new JsonLogger({ level: 'debug', secrets, sink: { write: (line) => lines.push(line) } });
    log.log({ count: 1234567, note: 'a msg of 12345' }, 'X');
    expect(lines[0]).toMatch(/^[^\n]+\n$/);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      level: 30,
      details: [{ count: 1234567, note: 'a [redacted] of [redacted]' }],
    });
  });

  it('shows what terminals would obey', () => {
    const { log, lines, parsed } = logger();
    log.log('a\u202eb\u0085c\u001b[31m');
    expect(lines[0]).toContain('a\\u202eb\\u0085c\\u001b[31m');
    expect(parsed()[0]?.msg).toBe('a\u202eb\u0085c\u001b[31m');
  });

  it('can be read at a terminal', () => {
    const { log, lines } = logger();
    const shown: string[] = [];
    const readable = readableLines({ write: (line) => shown.push(line) });
    log.log('ready \u001b[31m\nx', 'Main');
    log.error(new Error('broken'));
    log.log('with facts', { name: 'a\u202eb\u2060\u009b' });
    for (const line of lines) readable.write(line);
    expect(shown[0]).toMatch(/^\d\d:\d\d:\d\d info  Main: ready \\u001b\[31m\\u000ax\n$/);
    expect(shown[1]).toMatch(/^\d\d:\d\d:\d\d error broken\nError: broken\n {4}at /);
    expect(shown[2]).toContain('{"name":"a\\u202eb\\u2060\\u009b"}');
  });
});
