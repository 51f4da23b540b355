import { FlagField, NumberIdsField, TextField, TextsField } from '../fields/body-fields.js';
import { ShownText, ShownThing, ShownThings, ShownUuid, ShownChoice } from '../fields/shown.js';
import { JobDto, STATUSES } from '../jobs/job.dto.js';
import { TaskStateDto } from './sql-db.dto.js';

const LOSS = 'Publish even if more than half of the tables have vanished';
/** As many as a batch may fan out to. */
const MAX_BATCH = 1000;

/** How to start a discovery. */
export class StartDbElementsDto {
  @FlagField({ optional: true, description: LOSS })
  readonly acceptLoss?: boolean;
}

/** Which discoveries to start. */
export class StartManyDbElementsDto extends StartDbElementsDto {
  @TextsField({ max: 100, optional: true, description: `Ids of sources, ${MAX_BATCH} at most` })
  readonly ids?: readonly string[];
}

/** Which columns to read. */
export class CreateColumnsDto extends StartDbElementsDto {
  @NumberIdsField({ most: 10_000, optional: true, description: 'Tables of the source; all when left out' })
  readonly tableIds?: readonly number[];
}

/** Why a discovery is given up. */
export class ResetDto {
  @TextField({ max: 500, min: 1, description: 'Kept in the log and the audit', example: 'hangs since yesterday' })
  readonly reason!: string;
}

/** A job that was started for a source. */
export class StartedJobDto {
  @ShownThing(() => JobDto)
  readonly job!: JobDto;

  @ShownUuid()
  readonly sqlDbId!: string;

  @ShownText({ nullable: true, description: 'Such as that a hung run was ended first' })
  readonly note!: string | null;
}

/** A source that was started. */
export class StartedSourceDto {
  @ShownUuid()
  readonly sqlDbId!: string;

  @ShownText()
  readonly name!: string;

  @ShownThing(() => JobDto)
  readonly job!: JobDto;

  @ShownText({ nullable: true, description: 'Such as that a hung run was ended first' })
  readonly note!: string | null;
}

/** The live job that is in the way. */
export class LiveJobDto {
  @ShownUuid()
  readonly id!: string;

  @ShownText({ example: '7' })
  readonly number!: string;

  @ShownChoice(STATUSES)
  readonly status!: string;
}

/** A source that was not started. */
export class SkippedSourceDto {
  @ShownText()
  readonly sqlDbId!: string;

  @ShownText()
  readonly name!: string;

  @ShownText({ example: 'A database elements creation task is currently running' })
  readonly reason!: string;

  @ShownThing(() => LiveJobDto, { nullable: true })
  readonly job!: LiveJobDto | null;
}

/** What became of a start of several. */
export class StartManyAnswerDto {
  @ShownThings(() => JobDto, {
    description: 'What to watch: one job for one source, a parent in each workspace for several',
  })
  readonly jobs!: readonly JobDto[];

  @ShownThings(() => StartedSourceDto)
  readonly started!: readonly StartedSourceDto[];

  @ShownThings(() => SkippedSourceDto)
  readonly skipped!: readonly SkippedSourceDto[];
}

/** A source's state, with the job behind it. */
export class DbElementsStateDto extends TaskStateDto {
  @ShownThing(() => JobDto, { nullable: true })
  readonly job!: JobDto | null;
}
