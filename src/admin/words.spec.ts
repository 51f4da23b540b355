import { describe, expect, it } from '@jest/globals';
import { SOURCE_MODES, SOURCE_TLS_MODES } from '../catalogue/sql-db/sql-db.entity.js';
import { ENGINES, TABLE_KINDS } from '../common/snapshot.js';
import { JOB_EVALUATIONS } from '../jobs/job.entity.js';
import * as words from './components/words.js';

describe('the words of the pages', () => {
  it('name every value there is', () => {
    expect(Object.keys(words.MODE_NAMES).sort()).toEqual([...SOURCE_MODES].sort());
    expect(Object.keys(words.TLS_NAMES).sort()).toEqual([...SOURCE_TLS_MODES].sort());
    expect(Object.keys(words.ENGINE_NAMES).sort()).toEqual([...ENGINES].sort());
    expect(Object.keys(words.KIND_NAMES).sort()).toEqual([...TABLE_KINDS].sort());
    expect(Object.keys(words.EVALUATION_NAMES).sort()).toEqual([...JOB_EVALUATIONS].sort());
    expect(words.nameOf(words.TLS_NAMES, 'disable')).toBe('Off');
    expect(words.nameOf(words.TLS_NAMES, 'constructor')).toBe('constructor');
  });

  it.each([
    ['tablesWithColumns', 'Tables with columns'],
    ['tablesFailed', 'Tables not readable'],
    ['tableChanges.created', 'Tables created'],
    ['seconds.read', 'Time to read (s)'],
    ['parseMs', 'Parse (ms)'],
    ['riskScore', 'Risk score'],
    ['db-elements', 'Db elements'],
  ])('say %s as "%s"', (path, name) => {
    expect(words.fieldName(path)).toBe(name);
  });

  it('call what stands within something else by its own name, unless that would not tell what it is', () => {
    expect(words.innerName('tableChanges', 'created')).toBe('Tables created');
    expect(words.innerName('seconds', 'read')).toBe('Time to read (s)');
    expect(words.innerName('children', 'first')).toBe('First');
  });

  it('call databases what MariaDB and MySQL do', () => {
    expect(ENGINES.filter((engine) => words.schemaWord(engine) === 'Database').sort()).toEqual(['mariadb', 'mysql']);
  });

  it('name a relationship by its ends', () => {
    const orders = { schema: 'shop', name: 'orders' };
    const pairs = [{ sourceColumn: 'customer_id', targetColumn: 'id' }];
    const to = (targetTable: typeof orders, more: typeof pairs = []) =>
      words.relationshipTitle({ sourceTable: orders, targetTable, pairs: [...pairs, ...more] });
    expect(to({ schema: 'shop', name: 'customers' })).toBe('orders.customer_id → customers.id');
    expect(to({ schema: 'crm', name: 'customers' })).toBe('shop.orders.customer_id → crm.customers.id');
    expect(to({ schema: 'shop', name: 'c' }, [{ sourceColumn: 'b', targetColumn: 'd' }])).toBe(
      'orders (customer_id, b) → c (id, d)',
    );
  });
});
