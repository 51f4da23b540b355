import type { AuditEntry } from '../../audit/audit-entry.entity.js';
import type { AuditService } from '../../audit/audit.service.js';
import { NotFoundError } from '../../common/errors.js';
import type { ResourcePort, Row } from '../resource/service-resource.js';
import { filterRange, filterText } from './sort.js';

const row = (entry: AuditEntry): Row => ({
  id: entry.id,
  at: entry.at,
  who: entry.actorName,
  action: entry.action,
  subject: entry.subjectType === null ? '' : `${entry.subjectType} ${entry.subjectId ?? ''}`,
  address: entry.address,
  details: entry.details === null ? '' : JSON.stringify(entry.details),
});

/** Who did what, newest first; for administrators. Its entries are listed whole and have no page of their own. */
export function auditResource(audit: AuditService): ResourcePort {
  return {
    id: 'Audit',
    fields: [
      { path: 'id' },
      { path: 'at', type: 'datetime' },
      { path: 'who' },
      { path: 'action', isTitle: true },
      { path: 'subject' },
      { path: 'address' },
      { path: 'details', type: 'textarea' },
    ],
    async list(actor, query) {
      const { total, entries } = await audit.list(actor, {
        action: filterText(query, 'action'),
        ...filterRange(query, 'at'),
        limit: Math.max(query.limit, 1),
        offset: query.offset,
      });
      return { total, rows: entries.map(row) };
    },
    get: (_actor, id) => Promise.reject(new NotFoundError('page of the audit entry', id)),
  };
}
