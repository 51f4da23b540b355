import { describe, expect, it } from '@jest/globals';
import { InvalidInputError } from '../common/errors.js';
import { directoryName, validWorkspace } from './workspace-input.js';

const ID = '019cafe0-1111-7222-8333-0123456789ab';

describe('directoryName', () => {
  it.each([
    ['Sales', 'sales-0123456789ab'],
    ['../../etc/passwd', 'etc-passwd-0123456789ab'],
    ['Übergrößen & Co', 'ubergro-en-co-0123456789ab'],
    ['销售', '0123456789ab'],
    ['CON', 'con-0123456789ab'],
    ['a'.repeat(120), `${'a'.repeat(40)}-0123456789ab`],
  ])('makes %j safe', (name, directory) => {
    expect(directoryName(name, ID)).toBe(directory);
  });
});

describe('validWorkspace', () => {
  it('trims the name and keeps what is not given away', () => {
    expect(validWorkspace({ name: '  Sales ' })).toEqual({ name: 'Sales' });
    expect(validWorkspace({ description: 'x' })).toEqual({ description: 'x' });
  });

  it.each(['', '   ', 'a\u0000b', 'x'.repeat(121)])('refuses the name %j', (name) => {
    expect(() => validWorkspace({ name })).toThrow(InvalidInputError);
  });
});
