import { IntField } from '../fields/body-fields.js';
import { QueryFlag } from '../fields/query-fields.js';
import { ShownInt, ShownThings } from '../fields/shown.js';
import { JobRefDto } from './job.dto.js';

/** What goes with a job. */
export class RemoveJobQueryDto {
  @QueryFlag({ description: 'Also the jobs that use its files, and who uses theirs' })
  readonly withDependants?: boolean;
}

/** How old. */
export class CleanupDto {
  @IntField({ min: 0, max: 876_000, description: 'Jobs that ended longer ago go, with their files', example: 720 })
  readonly maxAgeHours!: number;
}

/** What was removed. */
export class RemovedJobsDto {
  @ShownInt()
  readonly jobs!: number;

  @ShownInt()
  readonly files!: number;
}

/** The jobs that cannot stay without another one. */
export class DependantsDto {
  @ShownInt()
  readonly total!: number;

  @ShownThings(() => JobRefDto, { description: 'Leaves first: each may be removed in this order' })
  readonly items!: readonly JobRefDto[];
}
