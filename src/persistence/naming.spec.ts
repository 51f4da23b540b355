import { describe, expect, it } from '@jest/globals';
import { SnakeCaseNaming } from './naming.js';

const naming = new SnakeCaseNaming();

describe('SnakeCaseNaming', () => {
  it('writes columns with _, those of an embedded one with its name before', () => {
    expect(naming.columnName('pkField', undefined, [])).toBe('pk_field');
    expect(naming.columnName('startTime', undefined, ['dbElements'])).toBe('db_elements_start_time');
    expect(naming.columnName('tlsCA', undefined, [])).toBe('tls_ca');
    expect(naming.columnName('HTTPServer2Go', undefined, [])).toBe('http_server2_go');
    expect(naming.columnName('any', 'given', ['dbElements'])).toBe('db_elements_given');
  });

  it('names keys after table and columns, and keeps long names apart', () => {
    expect(naming.primaryKeyName('sql_db')).toBe('sql_db_pk');
    expect(naming.foreignKeyName('sql_table', ['sql_db_id'])).toBe('sql_table_sql_db_id_fk');
    const long = (last: string) =>
      naming.indexName('a_table', ['a_very_long_column_name', 'another_very_long_name', last]);
    expect(long('x').length).toBeLessThanOrEqual(60);
    expect(long('x')).not.toBe(long('y'));
  });
});
