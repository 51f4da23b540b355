import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createTables, dropTables, type PortableTable } from './portable.js';

const fileRemoval: PortableTable = {
  name: 'file_removal',
  columns: [
    { name: 'id', type: 'uuid', primary: true },
    { name: 'place', type: 'varchar', length: 600 },
    { name: 'due_at', type: 'timestamp' },
    { name: 'tries', type: 'int', default: 0 },
  ],
  indexes: [
    { name: 'file_removal_place', columns: ['place'], unique: true },
    { name: 'file_removal_due', columns: ['due_at'] },
  ],
};

/** Places of the file store whose bytes are to be removed. */
export class FileRemovals1795620000000 implements MigrationInterface {
  readonly name = 'FileRemovals1795620000000';

  async up(runner: QueryRunner): Promise<void> {
    await createTables(runner, [fileRemoval]);
  }

  async down(runner: QueryRunner): Promise<void> {
    await dropTables(runner, [fileRemoval.name]);
  }
}
