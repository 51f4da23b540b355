import type { Schedule } from '../../jobs/schedule/schedule.entity.js';
import type { ScheduleService } from '../../jobs/schedule/schedule.service.js';
import type { ResourcePort, Row } from '../resource/service-resource.js';
import { filterFlag, filterText } from './sort.js';

const SUBJECT = 'sql-db';

function row(schedule: Schedule): Row {
  const { id, name, task, cron, timeZone, enabled, nextAt, lastAt, lastJobId, lastError } = schedule;
  const { missed, missedAt, workspaceId, createdByName, subjectType, subjectId } = schedule;
  return {
    ...{ id, name, task, times: `${cron} (${timeZone})`, off: !enabled, enabled, nextAt, lastAt, lastJobId, lastError },
    ...{ missed, missedAt, sqlDb: subjectType === SUBJECT ? subjectId : null, workspaceId, owner: createdByName },
  };
}

/** Tasks by the clock; the form is a component of its own, over the API. */
export function scheduleResource(schedules: ScheduleService): ResourcePort {
  return {
    id: 'Schedule',
    fields: [
      { path: 'id' },
      { path: 'name', isTitle: true },
      { path: 'task' },
      { path: 'times' },
      { path: 'off', type: 'boolean' },
      { path: 'enabled', type: 'boolean' },
      { path: 'nextAt', type: 'datetime' },
      { path: 'lastAt', type: 'datetime' },
      { path: 'lastJobId', reference: 'Job' },
      { path: 'lastError', type: 'textarea' },
      { path: 'missed', type: 'number' },
      { path: 'missedAt', type: 'datetime' },
      { path: 'sqlDb', reference: 'SqlDb' },
      { path: 'workspaceId', reference: 'Workspace' },
      { path: 'owner' },
    ],
    async list(actor, query) {
      const sqlDb = filterText(query, 'sqlDb');
      const page = await schedules.list(actor, {
        q: filterText(query, 'name'),
        task: filterText(query, 'task'),
        enabled: filterFlag(query, 'enabled'),
        workspaceId: filterText(query, 'workspaceId'),
        subject: sqlDb === undefined ? undefined : { type: SUBJECT, id: sqlDb },
        limit: Math.max(query.limit, 1),
        offset: query.offset,
      });
      return { total: page.total, rows: page.schedules.map(row) };
    },
    get: async (actor, id) => row(await schedules.get(actor, id)),
    remove: (actor, id) => schedules.remove(actor, id),
  };
}
