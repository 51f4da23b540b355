import { describe, expect, it } from '@jest/globals';
import { parseCreateIndex, viewQuery } from './sqlite.index-ddl.js';

describe('parseCreateIndex', () => {
  it.each([
    ['CREATE INDEX i ON t (a, b)', ['a', 'b'], null],
    ['CREATE UNIQUE INDEX "i(" ON "t," (lower(a, ",") DESC, b ASC) WHERE a > (1) ', ['lower(a, ",")', 'b'], 'a > (1)'],
    ['CREATE INDEX i ON t (a COLLATE NOCASE desc) -- WHERE x', ['a COLLATE NOCASE'], null],
    ['CREATE INDEX', [], null],
  ])('%s', (sql, parts, predicate) => {
    expect(parseCreateIndex(sql)).toEqual({ parts, predicate });
  });
});

describe('viewQuery', () => {
  it.each([
    ['CREATE VIEW v AS SELECT 1 AS a', 'SELECT 1 AS a'],
    ['CREATE VIEW "as" (a, "b)") AS\n  SELECT 1, 2', 'SELECT 1, 2'],
    [
      'CREATE VIEW [x y] AS/* why */WITH q AS (SELECT 1) SELECT * FROM q',
      '/* why */WITH q AS (SELECT 1) SELECT * FROM q',
    ],
    ['nonsense', 'nonsense'],
  ])('%s', (sql, query) => {
    expect(viewQuery(sql)).toBe(query);
  });
});
