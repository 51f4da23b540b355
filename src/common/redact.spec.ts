import { inspect } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { isSecretKey, redactValues, Secret } from './redact.js';

describe('Secret', () => {
  it('does not show itself', () => {
    const secret = new Secret('hunter2');
    const shown = [String(secret), `${secret}`, JSON.stringify({ secret }), inspect({ secret }, { showHidden: true })];
    expect(shown.join()).not.toContain('hunter2');
    expect(secret.reveal()).toBe('hunter2');
  });
});

describe('redactValues', () => {
  it('removes a secret in every spelling', () => {
    const text = 'p@s"s, p%40s%22s, p@s\\"s and p@s"s!long';
    expect(redactValues(text, ['p@s"s', 'p@s"s!long'])).toBe('[redacted], [redacted], [redacted] and [redacted]');
  });

  it('leaves what is too short to be told apart', () => {
    expect(redactValues('a banana', ['a', ''])).toBe('a banana');
  });
});

describe('isSecretKey', () => {
  it('knows secrets by their names', () => {
    const secret = ['password', 'dbPassword', 'passwd', 'apiKey', 'api_key', 'authorization', 'accessToken', 'secret'];
    expect(secret.filter(isSecretKey)).toEqual(secret);
    expect(['passwordHint', 'tokenCount', 'name', 'host', 'keyFile'].filter(isSecretKey)).toEqual([]);
  });
});
