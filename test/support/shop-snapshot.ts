import type { SnapshotTable } from '../../src/common/snapshot.js';
import { column, foreignKey, index, table } from './snapshot-builder.js';

export const customer = table('customer', {
  columns: [
    column('id', 'bigint', { nullable: false, identity: 'always' }),
    column('name', 'text', { dataFormat: 'VARCHAR' }),
  ],
  primaryKey: ['id'],
  primaryKeyName: 'customer_pkey',
  comment: 'Who buys',
  indexes: [index('customer_name', ['name'])],
});
export const order = table('order', {
  columns: [
    column('id', 'bigint', { nullable: false }),
    column('customer_id', 'bigint'),
    column('state', "enum('new','paid')", { dataFormat: 'ENUM', enumValues: ['new', 'paid'], default: "'new'" }),
    column('total', 'numeric(12,2)', { dataFormat: 'DECIMAL', precision: 12, scale: 2, comment: 'with tax' }),
    column('label', 'text', {
      dataFormat: 'VARCHAR',
      generated: { expression: 'id || state', stored: true },
      length: 4_294_967_295,
    }),
  ],
  primaryKey: ['id'],
  foreignKeys: [foreignKey('order_customer', ['customer_id'], 'customer', ['id'], { onDelete: 'CASCADE' })],
});
export const totals = table('totals', { kind: 'view', columns: ['customer_id', 'total'], definition: 'select …' });
/** Three tables with keys, an index, an enumeration, a generated column and a view. */
export const SHOP = [customer, order, totals];

/** The shop as it is once that table is gone. */
export const shopWithout = (name: string): SnapshotTable[] => SHOP.filter((one) => one.name !== name);

/** Names that a search must take literally, in two schemas. */
export const ODD_SHOP = [
  table('customer', { columns: ['id', column('name', 'text', { comment: 'Full NAME' })], primaryKey: ['id'] }),
  table('order', {
    columns: ['id', 'customer_id'],
    foreignKeys: [foreignKey('fk', ['customer_id'], 'customer', ['id'])],
  }),
  table('100%', { schema: 'odd', kind: 'view', columns: ['a_b', 'aXb'] }),
];
