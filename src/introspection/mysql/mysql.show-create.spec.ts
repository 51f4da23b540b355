import { describe, expect, it } from '@jest/globals';
import { rulesFromShowCreate, textOf, tokensOf } from './mysql.show-create.js';

const texts = (sql: string): string[] => [...tokensOf(sql)].map((token) => `${token.kind}:${textOf(sql, token)}`);

describe('tokensOf', () => {
  it('cuts names, strings, words and marks', () => {
    expect(texts("`a``b` 'it''s \\\\ \\'q\\n' \"x\"\"y\" default_1,(")).toEqual([
      'name:a`b',
      "string:it's \\ 'q\n",
      'string:x"y',
      'word:DEFAULT_1',
      'mark:,',
      'mark:(',
    ]);
  });

  it('knows no escapes and no comments within names', () => {
    expect(texts('`a\\` `/*` `--` `x\ny`')).toEqual(['name:a\\', 'name:/*', 'name:--', 'name:x\ny']);
  });

  it('reads what version comments hold', () => {
    expect(texts('/*!50100 PARTITION */ /*M!100301 COMPRESSED*/ x')).toEqual([
      'word:PARTITION',
      'word:COMPRESSED',
      'word:X',
    ]);
  });

  it('ends with the text, closed or not', () => {
    expect(texts('`open')).toHaveLength(1);
    expect(texts("'open\\")).toHaveLength(1);
  });
});

describe('rulesFromShowCreate', () => {
  it('tells each key its rules, in either order, and the default where none is named', () => {
    const sql = `CREATE TABLE \`q_child\` (
  \`id\` int(11) NOT NULL AUTO_INCREMENT,
  PRIMARY KEY (\`id\`),
  KEY \`fk_comp\` (\`parent_id\`,\`parent_tenant\`),
  CONSTRAINT \`fk_alt\` FOREIGN KEY (\`a\`, \`b\`) REFERENCES \`q_parent\` (\`alt_a\`, \`alt_b\`),
  CONSTRAINT \`fk_comp\` FOREIGN KEY (\`parent_id\`, \`t\`) REFERENCES \`q_parent\` (\`id\`, \`t\`) ON DELETE CASCADE ON UPDATE SET NULL,
  CONSTRAINT \`fk_cross\` FOREIGN KEY (\`other_id\`) REFERENCES \`other\`.\`q_parent\` (\`id\`) ON UPDATE NO ACTION,
  CONSTRAINT \`chk\` CHECK (\`id\` > 0)
) ENGINE=InnoDB COMMENT='CONSTRAINT \`no\` FOREIGN KEY'`;
    expect([...rulesFromShowCreate(sql, 'RESTRICT')]).toEqual([
      ['fk_alt', { onUpdate: 'RESTRICT', onDelete: 'RESTRICT' }],
      ['fk_comp', { onUpdate: 'SET NULL', onDelete: 'CASCADE' }],
      ['fk_cross', { onUpdate: 'NO ACTION', onDelete: 'RESTRICT' }],
    ]);
  });

  it('is not taken in by names, comments and checks that look like keys', () => {
    const sql = `CREATE TABLE \`CREATE (\` (
  \`a\` int COMMENT ', CONSTRAINT \`x\` FOREIGN KEY (\`a\`) REFERENCES \`t\` (\`a\`) ON DELETE CASCADE',
  \`ON DELETE CASCADE\` int,
  CONSTRAINT \`) ON DELETE CASCADE, CONSTRAINT \`\`z\` FOREIGN KEY (\`ON DELETE CASCADE\`) REFERENCES \`q\`\`)\` (\`ON\`),
  CONSTRAINT \`chk\` CHECK (\`a\` <> ') FOREIGN KEY ON DELETE SET NULL' and (\`a\` in (1,2)))
)`;
    expect([...rulesFromShowCreate(sql, 'NO ACTION')]).toEqual([
      [') ON DELETE CASCADE, CONSTRAINT `z', { onUpdate: 'NO ACTION', onDelete: 'NO ACTION' }],
    ]);
  });

  it('finds nothing in what is no table', () => {
    expect(rulesFromShowCreate('', 'RESTRICT').size).toBe(0);
    expect(rulesFromShowCreate('CREATE VIEW v AS select 1', 'RESTRICT').size).toBe(0);
  });
});
