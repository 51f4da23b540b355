import { describe, expect, it } from '@jest/globals';
import { EMPTY_DDL, parseCreateTable } from './sqlite.ddl.js';

describe('parseCreateTable', () => {
  it('reads names, checks, collations, generated expressions and keys', () => {
    const ddl = parseCreateTable(`CREATE TABLE t (
      id integer CONSTRAINT t_pk PRIMARY KEY AUTOINCREMENT,
      code varchar(10) COLLATE NOCASE CONSTRAINT code_u UNIQUE,
      price decimal(12, 2) DEFAULT (1 + 2) CONSTRAINT positive CHECK (price > 0 AND code <> ')'),
      twice int GENERATED ALWAYS AS (price * (2)) STORED,
      boss int CONSTRAINT fk_boss REFERENCES t ON DELETE SET NULL ON UPDATE NO ACTION DEFERRABLE INITIALLY DEFERRED,
      a int, b int,
      CONSTRAINT ab UNIQUE (a DESC, b COLLATE NOCASE) ON CONFLICT IGNORE,
      CONSTRAINT fk_ab FOREIGN KEY (b, a) REFERENCES u (x, y) NOT DEFERRABLE
      CHECK (a < b) CONSTRAINT last CHECK (length(code)))`);
    expect(ddl.primaryKeyName).toBe('t_pk');
    expect(ddl.autoincrement).toBe(true);
    expect(ddl.columns.get('code')).toEqual({ collation: 'NOCASE', expression: null });
    expect(ddl.columns.get('twice')).toEqual({ collation: null, expression: 'price * (2)' });
    expect(ddl.uniques).toEqual([
      { name: 'code_u', columns: ['code'] },
      { name: 'ab', columns: ['a', 'b'] },
    ]);
    expect(ddl.checks).toEqual([
      { name: 'positive', expression: "price > 0 AND code <> ')'" },
      { name: null, expression: 'a < b' },
      { name: 'last', expression: 'length(code)' },
    ]);
    expect(ddl.foreignKeys).toEqual([
      { name: 'fk_boss', columns: ['boss'], deferrable: true },
      { name: 'fk_ab', columns: ['b', 'a'], deferrable: false },
    ]);
  });

  it('is not led astray by hostile names, strings and comments', () => {
    const ddl = parseCreateTable(`CREATE TABLE "t) CHECK (1" (
      "CHECK (x)" text DEFAULT 'CHECK (no)', -- CHECK (comment)
      [a)b,] int /* CONSTRAINT c CHECK (no) */ CHECK ([a)b,] > 1),
      \`x\`\`y\` 'my type' DEFAULT -5 COLLATE "Ä ""ö",
      'CONSTRAINT' int UNIQUE,
      CONSTRAINT "it's "" here" FOREIGN KEY ("CHECK (x)") REFERENCES "CHECK" ("PRIMARY"))`);
    expect(ddl.checks).toEqual([{ name: null, expression: '[a)b,] > 1' }]);
    expect(ddl.columns.get('x`y')).toEqual({ collation: 'Ä "ö', expression: null });
    expect(ddl.uniques).toEqual([{ name: null, columns: ['CONSTRAINT'] }]);
    expect(ddl.foreignKeys).toEqual([{ name: 'it\'s " here', columns: ['CHECK (x)'], deferrable: false }]);
  });

  it('gives a name to its own constraint only', () => {
    const ddl = parseCreateTable(
      'CREATE TABLE t (a int CONSTRAINT nn NOT NULL CHECK (a) UNIQUE, b CONSTRAINT u UNIQUE)',
    );
    expect(ddl.checks).toEqual([{ name: null, expression: 'a' }]);
    expect(ddl.uniques.map(({ name }) => name)).toEqual([null, 'u']);
  });

  it.each([
    '',
    'CREATE TABLE',
    'CREATE TABLE t (a CHECK',
    'CREATE TABLE t (a AS',
    'CHECK CHECK (((',
    "CREATE TABLE t ('CHECK",
  ])('survives %j', (sql) => {
    expect(() => parseCreateTable(sql)).not.toThrow();
  });

  it('does not read what holds nothing to read', () => {
    expect(parseCreateTable('CREATE TABLE t (a int primary key, b text not null references u)')).toBe(EMPTY_DDL);
  });
});
