import { describe, expect, it } from '@jest/globals';
import { sourceHostKey } from './source-slot.js';

describe('sourceHostKey', () => {
  const place = { engine: 'postgresql', host: 'db.example', port: null, path: null } as const;

  it('is the same for a port that is left out and the usual one', () => {
    expect(sourceHostKey(place)).toBe(sourceHostKey({ ...place, host: 'DB.example', port: 5432 }));
    const mysql = { ...place, engine: 'mysql' } as const;
    expect(sourceHostKey(mysql)).toBe(sourceHostKey({ ...mysql, engine: 'mariadb', port: 3306 }));
    expect(sourceHostKey(place)).not.toBe(sourceHostKey(mysql));
    expect(sourceHostKey(place)).not.toBe(sourceHostKey({ ...place, port: 5433 }));
  });

  it('is the path of a file', () => {
    expect(sourceHostKey({ engine: 'sqlite', host: null, port: null, path: '/a.sqlite' })).toBe('file:/a.sqlite');
  });
});
