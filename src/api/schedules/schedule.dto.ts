import { PageQueryDto } from '../fields/list-query.dto.js';
import { QueryFlag, QueryText, QueryUuid } from '../fields/query-fields.js';
import { ShownFlag, ShownInt, ShownObject, ShownText, ShownThings, ShownTime, ShownUuid } from '../fields/shown.js';

/** That a task is run again and again, at the times of a cron expression. */
export class ScheduleDto {
  @ShownUuid()
  readonly id!: string;

  @ShownUuid()
  readonly workspaceId!: string;

  @ShownText({ example: 'Discover shop' })
  readonly name!: string;

  @ShownText({ example: 'db-elements' })
  readonly task!: string;

  @ShownObject({ description: "The task's inputs" })
  readonly parameters!: object;

  @ShownUuid({ nullable: true, description: 'The source that it is about' })
  readonly sqlDbId!: string | null;

  @ShownText({
    example: '0 3 * * *',
    description: 'Minute, hour, day, month, weekday; the second first if there are six',
  })
  readonly cron!: string;

  @ShownText({ example: 'Europe/Berlin' })
  readonly timeZone!: string;

  @ShownFlag()
  readonly enabled!: boolean;

  @ShownTime({ nullable: true, description: 'The next firing; null while it is off' })
  readonly nextAt!: Date | null;

  @ShownTime({ nullable: true })
  readonly lastAt!: Date | null;

  @ShownUuid({ nullable: true, description: 'The job that was started last' })
  readonly lastJobId!: string | null;

  @ShownText({ nullable: true, description: 'Why the last firing started no job; null when it did' })
  readonly lastError!: string | null;

  @ShownInt({ description: 'Firings whose time went by while no server ran; of those in a row one was made up for' })
  readonly missed!: number;

  @ShownTime({ nullable: true, description: 'The newest of them' })
  readonly missedAt!: Date | null;

  @ShownText({ description: 'Whose rights it runs with: who made it, or changed last what it runs' })
  readonly owner!: string;

  @ShownInt({ description: "Counts people's edits; to be sent with the next one" })
  readonly version!: number;

  @ShownTime()
  readonly createdAt!: Date;

  @ShownTime()
  readonly updatedAt!: Date;
}

/** A page of schedules. */
export class SchedulePageDto {
  @ShownInt()
  readonly total!: number;

  @ShownThings(() => ScheduleDto)
  readonly items!: readonly ScheduleDto[];
}

/** The next firings of a cron expression. */
export class SchedulePreviewDto {
  @ShownTime({ description: 'Ascending' })
  readonly firings!: readonly Date[];
}

/** Which schedules to list; by name. */
export class ScheduleQueryDto extends PageQueryDto {
  @QueryText({ description: 'Text to find in the name' })
  readonly q?: string;

  @QueryText({ max: 100, example: 'db-elements' })
  readonly task?: string;

  @QueryUuid({ description: 'About this source only' })
  readonly sqlDb?: string;

  @QueryUuid({ description: 'Of this workspace only' })
  readonly workspace?: string;

  @QueryFlag({ description: 'Whether it is on' })
  readonly enabled?: boolean;
}

/** The times to preview. */
export class PreviewQueryDto {
  @QueryText({ max: 120, example: '0 3 * * *' })
  readonly cron?: string;

  @QueryText({ max: 64, example: 'Europe/Berlin' })
  readonly timeZone?: string;
}
