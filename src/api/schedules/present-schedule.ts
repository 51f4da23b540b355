import type { Schedule } from '../../jobs/schedule/schedule.entity.js';
import { SOURCE_SUBJECT } from '../../tasks/source-slot.js';
import { pick } from '../pick.js';
import type { ScheduleDto } from './schedule.dto.js';

const SHOWN = [
  ...(['id', 'workspaceId', 'name', 'task', 'parameters', 'cron', 'timeZone', 'enabled', 'nextAt'] as const),
  ...(['lastAt', 'lastJobId', 'lastError', 'missed', 'missedAt', 'version', 'createdAt', 'updatedAt'] as const),
] as const;

/** A schedule as the API shows it. */
export function presentSchedule(schedule: Schedule): ScheduleDto {
  const { subjectType, subjectId, createdByName } = schedule;
  const sqlDbId = subjectType === SOURCE_SUBJECT ? subjectId : null;
  return { ...pick(schedule, SHOWN), sqlDbId, owner: createdByName };
}
