import { describe, expect, it } from '@jest/globals';
import { SourceError } from '../../common/errors.js';
import { listChecks, listPrivileges, listStatistics, quoteName, sessionSettings } from './mysql.queries.js';
import { serverFacts } from './mysql.server.js';

describe('serverFacts', () => {
  it.each([
    ['10.11.19-MariaDB-0+deb12u1', 'mariadb', true, true, false, 'RESTRICT'],
    ['5.5.5-10.3.39-MariaDB-log', 'mariadb', true, true, false, 'RESTRICT'],
    ['10.2.44-MariaDB', 'mariadb', false, true, false, 'RESTRICT'],
    ['8.4.3', 'mysql', true, false, true, 'NO ACTION'],
    ['8.0.12-aurora', 'mysql', false, false, false, 'NO ACTION'],
    ['5.7.44-log', 'mysql', false, false, false, 'RESTRICT'],
  ])('%s', (version, engine, checks, defaultsAreSql, indexExpressions, defaultRule) => {
    expect(serverFacts(version, 'u@%', 0)).toMatchObject({
      engine,
      checks,
      defaultsAreSql,
      indexExpressions,
      defaultRule,
    });
  });

  it.each(['5.6.51', '10.1.48-MariaDB', 'nonsense'])('refuses %s and says what is needed', (version) => {
    expect(() => serverFacts(version, 'u@%', 0)).toThrow(SourceError);
    expect(() => serverFacts(version, 'u@%', 0)).toThrow(/at least/);
  });
});

describe('statements', () => {
  const mariadb = serverFacts('10.11.19-MariaDB', "we'ird@host@%", 0);
  const mysql8 = serverFacts('8.4.3', 'u@%', 0);

  it('limit the time in the unit of the server', () => {
    expect(sessionSettings(mariadb, 1500, 5000)[1]?.sql).toContain('SESSION max_statement_time=1.5');
    expect(sessionSettings(mysql8, 1500, 5000)[1]?.sql).toContain('SESSION max_execution_time=1500');
    expect(sessionSettings(mysql8, 1500, 5000)[1]?.sql).toContain('SESSION lock_wait_timeout=5');
    expect(sessionSettings(mysql8, 1500, 5000)[2]?.sql).toBe('SET SESSION TRANSACTION READ ONLY');
  });

  it('ask for what the server has', () => {
    expect(listChecks(mariadb, ['a']).sql).toContain('TABLE_NAME');
    expect(listChecks(mysql8, ['a']).sql).not.toContain('TABLE_NAME');
    expect(listStatistics(mysql8, ['a']).sql).toContain('EXPRESSION');
    expect(listStatistics(mariadb, ['a']).sql).not.toContain('EXPRESSION');
  });

  it('bind the names of schemas', () => {
    expect(listStatistics(mariadb, ["a'b"])).toMatchObject({ values: ["a'b"] });
    expect(listStatistics(mariadb, ['a', 'b'])).toMatchObject({ values: [['a', 'b']] });
    expect(listPrivileges(mariadb).values[0]).toBe("'we'ird@host'@'%'");
  });

  it('quote names by the rule of the engine', () => {
    expect(quoteName('a`b')).toBe('`a``b`');
  });
});
