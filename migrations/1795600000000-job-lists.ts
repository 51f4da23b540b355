import type { MigrationInterface, QueryRunner } from 'typeorm';
import { addIndex, dropIndex, type PortableIndex } from './portable.js';

const BEFORE: readonly PortableIndex[] = [
  { name: 'job_status', columns: ['status', 'id'] },
  { name: 'job_task', columns: ['task', 'id'] },
  { name: 'job_subject', columns: ['subject_type', 'subject_id', 'id'] },
  { name: 'job_workspace', columns: ['workspace_id', 'id'] },
];

const AFTER: readonly PortableIndex[] = [
  { name: 'job_status', columns: ['status', 'id', 'workspace_id'] },
  { name: 'job_task', columns: ['task', 'id', 'status', 'workspace_id'] },
  { name: 'job_subject', columns: ['subject_type', 'subject_id', 'id', 'status', 'workspace_id'] },
  { name: 'job_workspace', columns: ['workspace_id', 'id', 'status'] },
  { name: 'job_parent', columns: ['parent_id', 'id', 'status', 'workspace_id'] },
  { name: 'job_text', columns: ['id', 'status', 'workspace_id', 'number', 'title'] },
  {
    name: 'job_statistics',
    columns: ['id', 'status', 'task', 'workspace_id', 'grouping', 'created_at', 'started_at', 'ended_at'],
  },
];

/** Lists, counts, searches and statistics of jobs are answered from indexes alone. */
export class JobLists1795600000000 implements MigrationInterface {
  readonly name = 'JobLists1795600000000';

  async up(runner: QueryRunner): Promise<void> {
    await replace(runner, BEFORE, AFTER);
  }

  async down(runner: QueryRunner): Promise<void> {
    await replace(runner, AFTER, BEFORE);
  }
}

async function replace(
  runner: QueryRunner,
  old: readonly PortableIndex[],
  wanted: readonly PortableIndex[],
): Promise<void> {
  for (const { name } of old) await dropIndex(runner, 'job', name);
  for (const index of wanted) await addIndex(runner, 'job', index);
}
