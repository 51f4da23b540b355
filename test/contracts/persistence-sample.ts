import { Column, Entity, Index, JoinColumn, ManyToOne } from 'typeorm';
import type { DataSource, MigrationInterface, QueryRunner } from 'typeorm';
import { createTables, dropTables } from '../../migrations/portable.js';
import type { Engine } from '../../src/common/snapshot.js';
import { parseCatalogueUrl } from '../../src/config/catalogue-url.js';
import { IdSequence } from '../../src/persistence/bulk/id-sequence.entity.js';
import {
  BigCount,
  Flag,
  Int,
  Json,
  LongText,
  Name,
  PrimaryInt,
  PrimaryUuid,
  ShortText,
  Timestamp,
  Uuid,
} from '../../src/persistence/columns.js';
import { createCatalogue } from '../../src/persistence/create-catalogue.js';
import { migrate } from '../../src/persistence/migration/migrate.js';
import { Transactions } from '../../src/persistence/transactions.js';
import { TypeormTransactions } from '../../src/persistence/typeorm-transactions.js';
import { atFileEnd } from '../support/cleanup.js';
import { catalogueUrl } from '../support/engines.js';

/** A small catalogue with a column of every portable kind, for the contract of `persistence` alone. */
export class SampleState {
  @ShortText(16, { default: 'IDLE' })
  status!: string;

  @Timestamp({ nullable: true })
  startTime!: Date | null;
}

@Entity('sample_owner')
@Index('sample_owner_name_unique', ['name'], { unique: true })
@Index('sample_owner_slot_unique', ['slot'], { unique: true })
export class SampleOwner {
  @PrimaryUuid()
  id!: string;

  @ShortText(120)
  name!: string;

  @ShortText(64, { nullable: true })
  slot!: string | null;

  @Int({ default: 3 })
  level!: number;

  @BigCount({ default: 0 })
  bytes!: number;

  @Flag({ default: false })
  active!: boolean;

  @Timestamp({ nullable: true })
  seenAt!: Date | null;

  @LongText({ nullable: true })
  notes!: string | null;

  @Json({ nullable: true })
  tags!: string[] | null;

  @Column(() => SampleState)
  dbElements!: SampleState;
}

@Entity('sample_item')
@Index('sample_item_owner', ['ownerId'])
export class SampleItem {
  @PrimaryInt()
  id!: number;

  @Uuid()
  ownerId!: string;

  @Name()
  name!: string;

  @ManyToOne(() => SampleOwner, { onDelete: 'CASCADE', onUpdate: 'NO ACTION' })
  @JoinColumn({ name: 'owner_id', foreignKeyConstraintName: 'sample_item_owner_fk' })
  owner?: SampleOwner;
}

export class SampleTables1700000000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await createTables(runner, [
      {
        name: 'id_sequence',
        columns: [
          { name: 'name', type: 'varchar', length: 64, primary: true },
          { name: 'next_id', type: 'bigint' },
        ],
      },
      {
        name: 'sample_owner',
        columns: [
          { name: 'id', type: 'uuid', primary: true },
          { name: 'name', type: 'varchar', length: 120 },
          { name: 'slot', type: 'varchar', length: 64, nullable: true },
          { name: 'level', type: 'int', default: 3 },
          { name: 'bytes', type: 'bigint', default: 0 },
          { name: 'active', type: 'boolean', default: false },
          { name: 'seen_at', type: 'timestamp', nullable: true },
          { name: 'notes', type: 'text', nullable: true },
          { name: 'tags', type: 'json', nullable: true },
          { name: 'db_elements_status', type: 'varchar', length: 16, default: 'IDLE' },
          { name: 'db_elements_start_time', type: 'timestamp', nullable: true },
        ],
        indexes: [
          { name: 'sample_owner_name_unique', columns: ['name'], unique: true },
          { name: 'sample_owner_slot_unique', columns: ['slot'], unique: true },
        ],
      },
      {
        name: 'sample_item',
        columns: [
          { name: 'id', type: 'int', primary: true },
          { name: 'owner_id', type: 'uuid' },
          { name: 'name', type: 'text' },
        ],
        indexes: [{ name: 'sample_item_owner', columns: ['owner_id'] }],
        foreignKeys: [
          { name: 'sample_item_owner_fk', columns: ['owner_id'], references: 'sample_owner', onDelete: 'CASCADE' },
        ],
      },
    ]);
  }

  async down(runner: QueryRunner): Promise<void> {
    await dropTables(runner, ['sample_item', 'sample_owner', 'id_sequence']);
  }
}

export interface Sample {
  readonly source: DataSource;
  readonly transactions: Transactions;
  readonly url: string;
}

/** The sample's DataSource at a URL, not opened. */
export function sampleSource(url: string, migrations = [SampleTables1700000000001]): DataSource {
  return createCatalogue(parseCatalogueUrl(url), { entities: [SampleOwner, SampleItem, IdSequence], migrations });
}

/** An open, migrated sample catalogue of the test file's own. */
export async function openSample(engine: Engine): Promise<Sample> {
  const { url } = await catalogueUrl(engine);
  const source = sampleSource(url);
  await source.initialize();
  atFileEnd(async () => {
    if (source.isInitialized) await source.destroy();
  });
  await migrate(source);
  return { source, url, transactions: new TypeormTransactions(source) };
}

/** An owner with nothing but what it needs. */
export function owner(id: string, more: Partial<SampleOwner> = {}): Partial<SampleOwner> {
  return { id, name: id, ...more };
}
