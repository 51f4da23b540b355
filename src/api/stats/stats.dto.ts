import { InstantField } from '../fields/instant-field.js';
import { QueryUuid } from '../fields/query-fields.js';
import { ShownInt, ShownNumber, ShownText, ShownThing, ShownThings } from '../fields/shown.js';

/** Which jobs to count; all when nothing is said. */
export class StatsQueryDto {
  @QueryUuid({ description: 'Of this workspace only' })
  readonly workspace?: string;

  @InstantField({ optional: true, description: 'Made from this instant on' })
  readonly from?: Date;

  @InstantField({ optional: true, description: 'Made before this instant' })
  readonly to?: Date;
}

/** How many jobs are in which state. */
export class StatusCountsDto {
  @ShownInt()
  readonly total!: number;

  @ShownInt()
  readonly pending!: number;

  @ShownInt()
  readonly running!: number;

  @ShownInt()
  readonly completed!: number;

  @ShownInt()
  readonly failed!: number;

  @ShownInt()
  readonly cancelled!: number;

  @ShownNumber({ nullable: true, description: 'Completed among completed and failed, 0 to 1; null without either' })
  readonly successRate!: number | null;
}

/** The same of one task. */
export class TaskCountsDto extends StatusCountsDto {
  @ShownText({ example: 'db-elements' })
  readonly task!: string;
}

/** The same of one day. */
export class DayCountsDto extends StatusCountsDto {
  @ShownText({ example: '2027-01-31', description: 'UTC' })
  readonly day!: string;
}

/** How long completed runs of a task took; parents that only group are left out. */
export class TaskDurationsDto {
  @ShownText({ example: 'db-elements' })
  readonly task!: string;

  @ShownInt()
  readonly runs!: number;

  @ShownInt({ description: 'Milliseconds that half of the runs did not exceed' })
  readonly p50Ms!: number;

  @ShownInt({ description: 'The same of 95 in a hundred' })
  readonly p95Ms!: number;

  @ShownInt()
  readonly maxMs!: number;
}

/** What the jobs that the caller may see say together. */
export class StatsDto {
  @ShownThing(() => StatusCountsDto)
  readonly totals!: StatusCountsDto;

  @ShownThings(() => TaskCountsDto, { description: 'The five tasks with the most jobs' })
  readonly topTasks!: readonly TaskCountsDto[];

  @ShownThings(() => TaskDurationsDto)
  readonly durations!: readonly TaskDurationsDto[];

  @ShownThings(() => DayCountsDto, { description: 'Days with jobs, oldest first; the newest 366' })
  readonly perDay!: readonly DayCountsDto[];
}
