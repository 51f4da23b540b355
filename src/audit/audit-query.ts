import type { AuditEntry } from './audit-entry.entity.js';

/** What was acted on. */
export interface AuditSubject {
  readonly type: string;
  readonly id: string | number;
  readonly workspaceId?: string | null;
}

/** Which entries to list; all given conditions hold together. */
export interface AuditQuery {
  /** From this instant on. */
  readonly from?: Date;
  /** Before this instant. */
  readonly to?: Date;
  readonly actorId?: string;
  /** The exact action, or its beginning when it ends with a dot (`user.`). */
  readonly action?: string;
  readonly subjectType?: string;
  readonly subjectId?: string;
  readonly workspaceId?: string;
  /** 1 to 500; 50 when left out. */
  readonly limit?: number;
  readonly offset?: number;
}

/** A page of entries, newest first. */
export interface AuditPage {
  readonly total: number;
  readonly entries: readonly AuditEntry[];
}
