import { PageQueryDto } from '../fields/list-query.dto.js';
import { InstantField } from '../fields/instant-field.js';
import { QueryChoice, QueryInt, QueryText, QueryUuid } from '../fields/query-fields.js';
import { LOG_LEVELS, type LogLevel } from '../../jobs/log/log-level.js';
import { STATUSES } from './job.dto.js';

const MAX_SEQ = 999_999_999;

/** Which jobs to list; always newest first. */
export class JobQueryDto extends PageQueryDto {
  @QueryText({ description: 'Text to find in the title, or the number itself' })
  readonly q?: string;

  @QueryChoice(STATUSES)
  readonly status?: string;

  @QueryText({ max: 100, example: 'db-elements' })
  readonly task?: string;

  @QueryUuid({ description: 'About this source only' })
  readonly sqlDb?: string;

  @QueryUuid({ description: 'Of this workspace only' })
  readonly workspace?: string;

  @QueryUuid({ description: 'Children of this job only' })
  readonly parent?: string;

  @InstantField({ optional: true, description: 'Made from this instant on' })
  readonly from?: Date;

  @InstantField({ optional: true, description: 'Made before this instant' })
  readonly to?: Date;
}

/** Which lines of a log. */
export class LogLevelQueryDto {
  @QueryChoice(LOG_LEVELS, { description: 'Lines at least as grave' })
  readonly level?: LogLevel;
}

/** Which part of a log. */
export class LogQueryDto extends LogLevelQueryDto {
  @QueryInt({ min: 0, max: MAX_SEQ, byDefault: 0, description: 'Lines after this number only' })
  readonly after?: number;

  @QueryInt({ min: 1, max: 5000, byDefault: 1000 })
  readonly limit?: number;
}

/** Where the events of a job begin. */
export class EventsQueryDto {
  @QueryInt({
    min: 0,
    max: MAX_SEQ,
    byDefault: 0,
    description: 'Log lines after this number only; `Last-Event-ID` wins',
  })
  readonly after?: number;
}
