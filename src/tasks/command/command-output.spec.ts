import { describe, expect, it } from '@jest/globals';
import { IndicatorMatches } from './indicator-matches.js';
import { OutputLines } from './output-lines.js';
import { RedactedBytes } from './redacted-bytes.js';

/** Each text cut into pieces of every length up to its own. */
function cuts(text: string): Buffer[][] {
  const bytes = Buffer.from(text);
  return Array.from({ length: bytes.length }, (_, index) => {
    const size = index + 1;
    return Array.from({ length: Math.ceil(bytes.length / size) }, (_one, at) =>
      bytes.subarray(at * size, (at + 1) * size),
    );
  });
}

describe('lines of a stream', () => {
  const linesOf = (chunks: readonly Buffer[]): string[] => {
    const lines = new OutputLines();
    return [...chunks.flatMap((chunk) => [...lines.push(chunk)]), ...lines.end()];
  };

  it('are the same however the stream is cut: ended by either sign, empty ones passed over', () => {
    for (const chunks of cuts('one\r\ntwo €\n\n10 %\r20 %\rno end')) {
      expect(linesOf(chunks)).toEqual(['one', 'two €', '10 %', '20 %', 'no end']);
    }
  });

  it('are shown by their beginning when they do not end', () => {
    const chunks = Array.from({ length: 1_000 }, () => Buffer.alloc(10_000, '€'));
    expect(linesOf(chunks)).toEqual([expect.stringMatching(/^€{1333} … \(10000000 bytes in all\)$/)]);
  });

  it('show what is no UTF-8 as such', () => {
    expect(linesOf([Buffer.from([0x61, 0xff, 0xfe, 0x62, 0x0a])])).toEqual(['a\ufffd\ufffdb']);
  });
});

describe('secrets in a stream', () => {
  const redacted = (secret: string, chunks: readonly Buffer[]): string => {
    const stream = new RedactedBytes([secret]);
    return Buffer.concat([...chunks.map((chunk) => stream.push(chunk)), stream.end()]).toString();
  };

  it.each(['s3cret', 'p"ä€ss\\w+rd', 'aab', 'x.*'])('are taken out wherever it is cut: %s', (secret) => {
    const text = `a${secret}b aaa${secret}${secret} ${encodeURIComponent(secret)} ${secret.slice(0, -1)}`;
    const whole = redacted(secret, [Buffer.from(text)]);
    expect(whole).toContain('[redacted]');
    expect(whole).not.toContain(secret);
    for (const chunks of cuts(text)) expect(redacted(secret, chunks)).toBe(whole);
  });

  it('leave every other byte as it is, at once', () => {
    const bytes = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));
    const stream = new RedactedBytes(['secret']);
    expect(stream.push(bytes)).toEqual(bytes);
    expect(stream.push(Buffer.from('done\n')).toString()).toBe('done\n');
    expect(new RedactedBytes(['ab', '']).push(Buffer.from('ab')).toString()).toBe('ab');
  });
});

describe('indicators of a stream', () => {
  const rules = {
    tables: { kind: 'number', label: 'Tables', pattern: '^CREATE TABLE', count: true },
    score: { kind: 'number', label: 'Score', pattern: 'score: (.*)$', count: false },
    verdict: { kind: 'text', label: 'Verdict', pattern: 'verdict: (\\w+)', count: false },
    warned: { kind: 'flag', label: 'Warned', pattern: 'WARN', count: false },
  } as const;

  it('are counts, the last match, or whether there was any', () => {
    const matches = new IndicatorMatches(rules);
    expect(matches.see(['CREATE TABLE a', 'score: 1', 'score: 2.5', 'CREATE TABLE b'])).toBe(true);
    matches.see(['verdict: good', 'score: none']);
    expect(Object.fromEntries(matches.values())).toEqual({ tables: 2, verdict: 'good', warned: false });
  });

  it('hold up nobody: a pattern that does not end on hostile text is given up', () => {
    const slow = { kind: 'flag', label: 'Slow', pattern: '^(a+)+$', count: false } as const;
    const matches = new IndicatorMatches({ slow });
    const before = Date.now();
    expect(matches.see([`${'a'.repeat(100)}!`])).toBe(false);
    expect(Date.now() - before).toBeLessThan(5_000);
    expect(matches.see(['aaa'])).toBe(true);
    expect(matches.values()).toEqual([['slow', false]]);
  });
});
