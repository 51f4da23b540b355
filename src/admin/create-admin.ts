import AdminJS, { type ResourceOptions } from 'adminjs';
import type { INestApplicationContext } from '@nestjs/common';
import { RelationshipService } from '../catalogue/relationship/relationship.service.js';
import { SqlColumnService } from '../catalogue/sql-column/sql-column.service.js';
import { SqlDbService } from '../catalogue/sql-db/sql-db.service.js';
import { SqlTableService } from '../catalogue/sql-table/sql-table.service.js';
import { JobService } from '../jobs/job.service.js';
import { TaskRegistry } from '../jobs/registry/task-registry.js';
import { WorkspaceService } from '../workspaces/workspace.service.js';
import { COMPONENTS, componentLoader } from './component-loader.js';
import { EN } from './locale.js';
import { ServiceResource, type ResourcePort } from './resource/service-resource.js';
import { jobResource } from './resources/job.resource.js';
import { relationshipResource } from './resources/relationship.resource.js';
import { sqlColumnResource } from './resources/sql-column.resource.js';
import { sqlDbResource } from './resources/sql-db.resource.js';
import { sqlTableResource } from './resources/sql-table.resource.js';
import { workspaceResource } from './resources/workspace.resource.js';
import { OPTIONS } from './resource-options.js';
import { BRANDING } from './branding.js';

/** AdminJS over our services: an explicit list of resources, nothing found by itself. */
export function createAdmin(app: INestApplicationContext, base: string): AdminJS {
  const ports: readonly ResourcePort[] = [
    sqlDbResource(app.get(SqlDbService)),
    sqlTableResource(app.get(SqlTableService)),
    sqlColumnResource(app.get(SqlColumnService)),
    relationshipResource(app.get(RelationshipService)),
    jobResource(app.get(JobService), app.get(TaskRegistry)),
    workspaceResource(app.get(WorkspaceService)),
  ];
  return new AdminJS({
    rootPath: `${base}/admin`,
    loginPath: `${base}/login`,
    logoutPath: `${base}/logout`,
    componentLoader,
    dashboard: { component: COMPONENTS.dashboard },
    locale: EN,
    branding: BRANDING,
    settings: { defaultPerPage: 20 },
    resources: ports.map((port) => ({
      resource: new ServiceResource(port),
      options: OPTIONS[port.id] as ResourceOptions,
    })),
  });
}
