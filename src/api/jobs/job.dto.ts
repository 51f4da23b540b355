import { JOB_EVALUATIONS } from '../../jobs/job.entity.js';
import { JOB_STATUSES, TRANSITION_CAUSES } from '../../jobs/job-status.js';
import {
  ShownChoice,
  ShownInt,
  ShownNumber,
  ShownObject,
  ShownText,
  ShownThing,
  ShownThings,
  ShownTime,
  ShownUuid,
} from '../fields/shown.js';

/** As they are in JSON. */
export const STATUSES = JOB_STATUSES.map((status) => status.toLowerCase());

/** How far a run is. */
export class ProgressDto {
  @ShownText({ example: 'columns' })
  readonly step!: string;

  @ShownInt({ description: '1-based' })
  readonly stepIndex!: number;

  @ShownInt()
  readonly steps!: number;

  @ShownInt({ nullable: true, description: 'Objects of this step' })
  readonly done!: number | null;

  @ShownInt({ nullable: true })
  readonly total!: number | null;

  @ShownNumber({ description: '0 to 100, of the whole run' })
  readonly percent!: number;

  @ShownNumber({ nullable: true, description: 'Objects per second' })
  readonly rate!: number | null;
}

/** What a job is about. */
export class JobSubjectDto {
  @ShownText({ example: 'sql-db' })
  readonly type!: string;

  @ShownText()
  readonly id!: string;

  @ShownText({ nullable: true, description: 'Its name when the job was started' })
  readonly name!: string | null;
}

/** Who started a job; kept also after that user is gone. */
export class JobStarterDto {
  @ShownChoice(['user', 'token', 'system'])
  readonly kind!: string;

  @ShownUuid({ nullable: true })
  readonly id!: string | null;

  @ShownText()
  readonly name!: string;
}

/** Why a job failed. */
export class JobErrorDto {
  @ShownText({ example: 'source-authentication' })
  readonly code!: string;

  @ShownText()
  readonly message!: string;
}

/** A job in short. */
export class JobRefDto {
  @ShownUuid()
  readonly id!: string;

  @ShownText({ example: '7.2' })
  readonly number!: string;

  @ShownText()
  readonly title!: string;

  @ShownChoice(STATUSES)
  readonly status!: string;
}

/** How a job came to be that nobody started anew. */
export class JobOriginDto {
  @ShownChoice(['retry', 'clone', 'schedule'])
  readonly kind!: string;

  @ShownUuid({ description: 'Of the job, or of the schedule' })
  readonly id!: string;
}

/** One recorded run of a task. */
export class JobDto {
  @ShownUuid()
  readonly id!: string;

  @ShownText({ description: 'For people', example: '7.2' })
  readonly number!: string;

  @ShownUuid()
  readonly workspaceId!: string;

  @ShownUuid({ nullable: true })
  readonly parentId!: string | null;

  @ShownText({ example: 'db-elements' })
  readonly task!: string;

  @ShownText()
  readonly title!: string;

  @ShownChoice(STATUSES)
  readonly status!: string;

  @ShownChoice(TRANSITION_CAUSES, { description: 'Why it is in this state' })
  readonly cause!: string;

  @ShownThing(() => JobSubjectDto, { nullable: true })
  readonly subject!: JobSubjectDto | null;

  @ShownThing(() => JobStarterDto)
  readonly startedBy!: JobStarterDto;

  @ShownTime()
  readonly createdAt!: Date;

  @ShownTime({ nullable: true })
  readonly startedAt!: Date | null;

  @ShownTime({ nullable: true })
  readonly endedAt!: Date | null;

  @ShownInt({ nullable: true, description: 'From its start until its end, or until now' })
  readonly durationMs!: number | null;

  @ShownInt({ description: 'From its making until its start, its end or now' })
  readonly waitMs!: number;

  @ShownInt()
  readonly attempt!: number;

  @ShownInt({ description: 'How often its worker was lost' })
  readonly losses!: number;

  @ShownTime({ nullable: true, description: 'When somebody asked for it to stop' })
  readonly cancelRequestedAt!: Date | null;

  @ShownObject()
  readonly parameters!: object;

  @ShownThing(() => ProgressDto, { nullable: true })
  readonly progress!: ProgressDto | null;

  @ShownObject({ nullable: true })
  readonly result!: object | null;

  @ShownThing(() => JobErrorDto, { nullable: true })
  readonly error!: JobErrorDto | null;

  @ShownObject({ nullable: true, description: 'The inputs after the run: defaults filled in, files registered' })
  readonly parametersAfter!: object | null;

  @ShownObject({ nullable: true, description: 'What the run produced; files by their ids' })
  readonly outputs!: object | null;

  @ShownText({ nullable: true, description: "Below the workspace's directory", example: 'jobs/job_7/job_2' })
  readonly directory!: string | null;

  @ShownChoice(JOB_EVALUATIONS, { description: 'What people think of the result' })
  readonly evaluation!: string;

  @ShownText({ nullable: true })
  readonly comments!: string | null;

  @ShownThing(() => JobOriginDto, { nullable: true, description: 'The job that it repeats, or its schedule' })
  readonly origin!: JobOriginDto | null;

  @ShownObject({ optional: true, description: 'What it measured, by name; not in lists' })
  readonly indicators?: object;

  @ShownThings(() => JobRefDto, { optional: true, description: 'In the order of their numbers; not in lists' })
  readonly children?: readonly JobRefDto[];
}

/** A page of jobs, newest first; the counts are those of the whole filter. */
export class JobPageDto {
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

  @ShownThings(() => JobDto)
  readonly jobs!: readonly JobDto[];
}
