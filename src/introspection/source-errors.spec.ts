import { describe, expect, it } from '@jest/globals';
import type { SourceConnection } from './engine.js';
import { classify as classifyMysql } from './mysql/mysql.errors.js';
import { classifyBy } from './source-errors.js';

const connection = (password: string): SourceConnection => ({
  engine: 'mariadb', host: 'db.example', port: 3306, path: null, database: 'shop', user: 'reader',
  password, tlsMode: 'require', tlsCa: null,
}); // prettier-ignore

const thrown = (message: string, code: string, errno?: number): Error =>
  Object.assign(new Error(message), { code, errno });

describe('what a source said', () => {
  it.each(['password', 'wrong', 'user', 'let', 'account'])(
    'keeps our sentence whole with the password "%s"',
    (word) => {
      const { message } = classifyMysql(connection(word), thrown('Access denied', 'ER_ACCESS_DENIED_ERROR', 1045));
      expect(message).toBe(classifyMysql(connection('x9!'), thrown('Access denied', '', 1045)).message);
      expect(message).toContain('did not let the account "reader" in: user or password is wrong');
    },
  );

  it('loses the password where no rule knows the code, and only there', () => {
    const { message } = classifyBy([], connection('error'), thrown('bad error: "error"', 'E_NEW'));
    expect(message).toBe('db.example:3306 answered with an error: bad ***: "***"');
  });

  it('loses the password where a rule repeats it', () => {
    const { message } = classifyMysql(connection('TLS'), thrown('TLS of TLS', 'HANDSHAKE_SSL_ERROR'));
    expect(message).toContain('TLS with db.example:3306 failed: *** of ***.');
  });

  it('keeps the codes, those of causes too', () => {
    const error = new Error('lost', { cause: thrown('gone', 'ECONNRESET') });
    expect(classifyBy([], connection('lost'), error)).toMatchObject({
      failure: 'host',
      details: { code: 'ECONNRESET' },
    });
  });
});
