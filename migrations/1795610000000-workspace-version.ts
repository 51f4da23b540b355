import type { MigrationInterface, QueryRunner } from 'typeorm';
import { addColumn, dropColumn } from './portable.js';

/** Workspaces count their edits, so that nobody overwrites another's unseen. */
export class WorkspaceVersion1795610000000 implements MigrationInterface {
  readonly name = 'WorkspaceVersion1795610000000';

  async up(runner: QueryRunner): Promise<void> {
    await addColumn(runner, 'workspace', { name: 'version', type: 'int', default: 1 });
  }

  async down(runner: QueryRunner): Promise<void> {
    await dropColumn(runner, 'workspace', 'version');
  }
}
