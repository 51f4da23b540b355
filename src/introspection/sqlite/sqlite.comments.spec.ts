import { describe, expect, it } from '@jest/globals';
import { commentsOf } from './sqlite.comments.js';

const columns = (sql: string) => Object.fromEntries(commentsOf(sql).columns);

describe('commentsOf', () => {
  it('takes what stands behind the parenthesis and behind each column', () => {
    const sql = `CREATE TABLE t ( -- People who buy
      id INTEGER PRIMARY KEY, -- the key
      "Full Name" VARCHAR(80) NOT NULL, /* as printed */
      price DECIMAL(12, 2) DEFAULT (1 + 2) CHECK (price > 0) -- net, in euro
    )`;
    expect(commentsOf(sql).object).toBe('People who buy');
    expect(columns(sql)).toEqual({ id: 'the key', 'full name': 'as printed', price: 'net, in euro' });
  });

  it('takes the comment of a column whose definition ends a line later', () => {
    const sql = `CREATE TABLE t (kind TEXT
      CHECK (kind IN ('a', 'b')), -- a or b
      other INT)`;
    expect(columns(sql)).toEqual({ kind: 'a or b' });
  });

  it('leaves comments alone that stand on a line of their own, within constraints, or behind the table', () => {
    const sql = `CREATE TABLE t (
      -- the keys
      id INT,
      CONSTRAINT c UNIQUE (id) -- once only
    ) -- trailing`;
    expect(commentsOf(sql)).toEqual({ object: null, columns: new Map() });
  });

  it('is not led astray by names and strings', () => {
    expect(columns(`CREATE TABLE t ("a -- b" TEXT DEFAULT '-- no', [c /* d */] INT)`)).toEqual({});
  });

  it('knows what a view is for, and nothing of its columns', () => {
    const sql = 'CREATE VIEW v AS -- one line per order\nSELECT a, -- not a column comment\n b FROM t';
    expect(commentsOf(sql)).toEqual({ object: 'one line per order', columns: new Map() });
  });
});
