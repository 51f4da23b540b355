import { describe, expect, it } from '@jest/globals';
import { redactor } from './redact.js';

describe('redactor', () => {
  it('takes a secret out wherever it stands, also encoded', () => {
    const redact = redactor(['p@ss"w', null, '']);
    expect(redact('a p@ss"w b xp@ss"wx p%40ss%22w {"p":"p@ss\\"w"}')).toBe('a *** b x***x *** {"p":"***"}');
  });

  it('replaces short ones as whole words only', () => {
    expect(redactor(['a'])('a bad password: a')).toBe('*** bad password: ***');
  });

  it('treats them as text, not as a pattern', () => {
    expect(redactor(['.*+$1'])('x .*+$1 y')).toBe('x *** y');
    expect(redactor([])('text')).toBe('text');
    expect(() => redactor(['\uD800xyz'])).not.toThrow();
  });
});
