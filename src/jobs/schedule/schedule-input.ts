import { InvalidInputError, type FieldProblem } from '../../common/errors.js';
import { cronProblem, isTimeZone } from './cron.js';
import type { Schedule } from './schedule.entity.js';

/** What is to be run when. */
export interface ScheduleInput {
  /** 1 to 200 characters; what the job would be called when left out. */
  readonly name?: string;
  readonly task: string;
  /** The task's inputs; plain JSON, never a secret. */
  readonly parameters?: object;
  /** Where its jobs go; where the task's subject is at home counts more, the default one when left out. */
  readonly workspaceId?: string;
  /** Five fields, or six with one second first. */
  readonly cron: string;
  /** IANA name; UTC when left out. */
  readonly timeZone?: string;
  /** On when left out. */
  readonly enabled?: boolean;
}

/** What is to be different; what is left out stays. A schedule stays in its workspace. */
export type SchedulePatch = Partial<Omit<ScheduleInput, 'workspaceId'>>;

/** Which schedules to list; by name. */
export interface ScheduleQuery {
  readonly workspaceId?: string;
  readonly subject?: { readonly type: string; readonly id: string };
  readonly task?: string;
  readonly enabled?: boolean;
  /** In the name; letters' case does not matter. */
  readonly q?: string;
  /** 1 to 500; 50 when left out. */
  readonly limit?: number;
  readonly offset?: number;
}

export interface SchedulePage {
  readonly total: number;
  readonly schedules: readonly Schedule[];
}

const NAME_LENGTH = 200;
const CRON_LENGTH = 120;
const ZONE_LENGTH = 64;

/** What is wrong with the times. */
export function timeProblems(cron: string, timeZone: string): FieldProblem[] {
  const problems: FieldProblem[] = [];
  const wrong = cron.length > CRON_LENGTH ? `must be at most ${CRON_LENGTH} characters` : cronProblem(cron, timeZone);
  if (wrong !== null) problems.push({ path: 'cron', message: wrong });
  if (timeZone.length > ZONE_LENGTH || !isTimeZone(timeZone)) {
    problems.push({ path: 'timeZone', message: 'must be a time zone by its IANA name, such as Europe/Berlin or UTC' });
  }
  return problems;
}

/** What is wrong with a name that was given. */
export function nameProblems(name: string | undefined): FieldProblem[] {
  if (name === undefined || (name.trim() !== '' && name.trim().length <= NAME_LENGTH && !/\p{Cc}/u.test(name)))
    return [];
  return [{ path: 'name', message: `must be 1 to ${NAME_LENGTH} characters without control characters` }];
}

/** A name that fits, of the title that its jobs will have. */
export function nameOf(title: string): string {
  return (
    title
      .replaceAll(/\p{Cc}+/gu, ' ')
      .trim()
      .slice(0, NAME_LENGTH) || 'Schedule'
  );
}

/** @throws InvalidInputError naming each wrong field */
export function refuseProblems(problems: readonly FieldProblem[]): void {
  if (problems.length > 0) throw new InvalidInputError('The schedule cannot be saved like this.', problems);
}
