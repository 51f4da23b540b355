import AdminJS, { type ResourceOptions } from 'adminjs';
import type { INestApplicationContext } from '@nestjs/common';
import { AuditService } from '../audit/audit.service.js';
import { TokenService } from '../auth/token.service.js';
import { UserService } from '../auth/user.service.js';
import { RelationshipService } from '../catalogue/relationship/relationship.service.js';
import { SqlColumnService } from '../catalogue/sql-column/sql-column.service.js';
import { SqlDbService } from '../catalogue/sql-db/sql-db.service.js';
import { SqlTableService } from '../catalogue/sql-table/sql-table.service.js';
import { FileQueries } from '../jobs/files/file-queries.js';
import { JobFiles } from '../jobs/files/job-files.js';
import { JobService } from '../jobs/job.service.js';
import { TaskRegistry } from '../jobs/registry/task-registry.js';
import { JobDeletion } from '../jobs/retention/job-deletion.js';
import { ScheduleService } from '../jobs/schedule/schedule.service.js';
import { WorkspaceService } from '../workspaces/workspace.service.js';
import { COMPONENTS, componentLoader } from './component-loader.js';
import { EN } from './locale.js';
import { ServiceResource, type ResourcePort } from './resource/service-resource.js';
import { auditResource } from './resources/audit.resource.js';
import { fileResource } from './resources/file.resource.js';
import { jobResource } from './resources/job.resource.js';
import { relationshipResource } from './resources/relationship.resource.js';
import { scheduleResource } from './resources/schedule.resource.js';
import { sqlColumnResource } from './resources/sql-column.resource.js';
import { sqlDbResource } from './resources/sql-db.resource.js';
import { sqlTableResource } from './resources/sql-table.resource.js';
import { tokenResource } from './resources/token.resource.js';
import { userResource } from './resources/user.resource.js';
import { workspaceResource } from './resources/workspace.resource.js';
import { OPTIONS } from './resource-options.js';
import { withTaskTitles } from './task-titles.js';
import { BRANDING } from './branding.js';

/** In `assets/`, served beside the pages. */
const STYLE_FILE = 'admin.css';

/** AdminJS over our services: an explicit list of resources, nothing found by itself. */
export function createAdmin(app: INestApplicationContext, base: string): AdminJS {
  const tasks = app.get(TaskRegistry);
  const titled = (id: string): ResourceOptions => withTaskTitles(OPTIONS[id], tasks.list());
  const options = { ...OPTIONS, Job: titled('Job'), Schedule: titled('Schedule') };
  const ports: readonly ResourcePort[] = [
    sqlDbResource(app.get(SqlDbService)),
    sqlTableResource(app.get(SqlTableService)),
    sqlColumnResource(app.get(SqlColumnService)),
    relationshipResource(app.get(RelationshipService)),
    jobResource(app.get(JobService), app.get(JobDeletion), tasks),
    scheduleResource(app.get(ScheduleService)),
    fileResource(app.get(FileQueries), app.get(JobFiles)),
    workspaceResource(app.get(WorkspaceService)),
    userResource(app.get(UserService)),
    tokenResource(app.get(TokenService)),
    auditResource(app.get(AuditService)),
  ];
  return new AdminJS({
    rootPath: `${base}/admin`,
    loginPath: `${base}/login`,
    logoutPath: `${base}/logout`,
    componentLoader,
    dashboard: { component: COMPONENTS.dashboard },
    locale: EN,
    branding: BRANDING,
    assets: { styles: [`${base}/admin/theme/${STYLE_FILE}`] },
    settings: { defaultPerPage: 20 },
    resources: ports.map((port) => ({
      resource: new ServiceResource(port),
      options: options[port.id as keyof typeof options] as ResourceOptions,
    })),
  });
}
