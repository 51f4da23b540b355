import { FlagField, TextField, UuidField, VersionField } from '../fields/body-fields.js';
import { ObjectField } from '../fields/object-field.js';

const CRON = 'Five fields (minute, hour, day, month, weekday), or six with one second first; once a minute is the most';
const ZONE = { max: 64, min: 1, optional: true, example: 'Europe/Berlin' } as const;

/** When the discovery of a source is to be repeated. */
export class ScheduleTimesDto {
  @TextField({ max: 120, min: 1, example: '0 3 * * *', description: CRON })
  readonly cron!: string;

  @TextField({ ...ZONE, description: 'UTC when left out' })
  readonly timeZone?: string;

  @TextField({ max: 200, min: 1, optional: true, description: 'What its jobs are called when left out' })
  readonly name?: string;

  @FlagField({ optional: true, description: 'On when left out' })
  readonly enabled?: boolean;
}

/** A schedule to make. */
export class CreateScheduleDto extends ScheduleTimesDto {
  @TextField({ max: 100, min: 1, example: 'db-elements' })
  readonly task!: string;

  @ObjectField({ optional: true, description: "The task's inputs" })
  readonly parameters?: object;

  @UuidField({ optional: true, description: "The default one when left out; where the task's subject is counts more" })
  readonly workspace?: string;
}

/** Changes of a schedule: what is left out stays. Who changes what it runs lends it their own rights. */
export class UpdateScheduleDto {
  @TextField({ max: 120, min: 1, optional: true, description: CRON })
  readonly cron?: string;

  @TextField(ZONE)
  readonly timeZone?: string;

  @TextField({ max: 200, min: 1, optional: true })
  readonly name?: string;

  @FlagField({ optional: true })
  readonly enabled?: boolean;

  @TextField({ max: 100, min: 1, optional: true })
  readonly task?: string;

  @ObjectField({ optional: true })
  readonly parameters?: object;

  @VersionField()
  readonly version?: number;
}
