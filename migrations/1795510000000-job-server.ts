import type { MigrationInterface, QueryRunner } from 'typeorm';
import { JOB_COLUMNS, JOB_INDEXES, jobServerTables } from './job-server/job-server.tables.js';
import { addColumn, addIndex, createTables, dropColumn, dropIndex, dropTables } from './portable.js';

const INDICATORS = 'indicators';

/** Files, indicators and schedules of jobs. Indicators move out of the job's row; those of before are not kept. */
export class JobServer1795510000000 implements MigrationInterface {
  readonly name = 'JobServer1795510000000';

  async up(runner: QueryRunner): Promise<void> {
    await createTables(runner, jobServerTables);
    for (const column of JOB_COLUMNS) await addColumn(runner, 'job', column);
    for (const index of JOB_INDEXES) await addIndex(runner, 'job', index);
    await dropColumn(runner, 'job', INDICATORS);
  }

  async down(runner: QueryRunner): Promise<void> {
    await addColumn(runner, 'job', { name: INDICATORS, type: 'json', nullable: true });
    for (const { name } of JOB_INDEXES) await dropIndex(runner, 'job', name);
    for (const { name } of JOB_COLUMNS) await dropColumn(runner, 'job', name);
    await dropTables(runner, jobServerTables.map(({ name }) => name).reverse());
  }
}
