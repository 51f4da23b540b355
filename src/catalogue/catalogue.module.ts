import { Module, type OnModuleInit } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module.js';
import { WorkspaceService } from '../workspaces/workspace.service.js';
import { WorkspacesModule } from '../workspaces/workspaces.module.js';
import { CatalogueChangeService } from './changes/catalogue-change.service.js';
import { SnapshotDiff } from './diff/snapshot-diff.js';
import { PurgeService } from './purge.service.js';
import { RelationshipService } from './relationship/relationship.service.js';
import { SqlColumnService } from './sql-column/sql-column.service.js';
import { SecretRotation } from './sql-db/secret-rotation.js';
import { SqlDbSecrets } from './sql-db/sql-db-secrets.js';
import { SqlDb } from './sql-db/sql-db.entity.js';
import { SqlDbService } from './sql-db/sql-db.service.js';
import { SqlTableService } from './sql-table/sql-table.service.js';

const SERVICES = [
  SqlDbService,
  SqlTableService,
  SqlColumnService,
  RelationshipService,
  CatalogueChangeService,
  PurgeService,
  SnapshotDiff,
];

/**
 * Sources and what is known of them. Needs `Transactions`, `CatalogueConnection`, `Cipher` and `SecretResolver` of persistence and a `Clock` from
 * global modules.
 */
@Module({
  imports: [AuditModule, WorkspacesModule],
  providers: [...SERVICES, SqlDbSecrets, SecretRotation],
  exports: SERVICES,
})
export class CatalogueModule implements OnModuleInit {
  constructor(
    private readonly workspaces: WorkspaceService,
    private readonly sqlDbs: SqlDbService,
  ) {}

  /** Workspaces know of what they hold only what is told them. */
  onModuleInit(): void {
    this.workspaces.register({
      what: 'sources',
      count: (manager, workspaceId) => manager.countBy(SqlDb, { workspaceId }),
      remove: (tx, actor, workspaceId) => this.sqlDbs.removeAllOf(tx, actor, workspaceId),
    });
  }
}
