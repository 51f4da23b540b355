import { Injectable } from '@nestjs/common';
import { AuditService } from '../audit/audit.service.js';
import { WorkspaceService } from '../workspaces/workspace.service.js';

/** Enters every change of a workspace into the audit. It stands here because workspaces know nothing of the audit. */
@Injectable()
export class WorkspaceAudit {
  constructor(workspaces: WorkspaceService, audit: AuditService) {
    workspaces.observe((tx, actor, { action, id, name, fields }) => {
      const subject = { type: 'workspace', id, workspaceId: id };
      return audit.record(tx, actor, `workspace.${action}`, subject, { name, ...(fields && { fields }) });
    });
  }
}
