import { JOB_EVALUATIONS, type JobEvaluation } from '../../jobs/job.entity.js';
import { ChoiceField, TextField } from '../fields/body-fields.js';
import { ObjectField } from '../fields/object-field.js';

/** What people say of a job; what is left out stays. */
export class UpdateJobDto {
  @TextField({ max: 500, min: 1, optional: true })
  readonly title?: string;

  @TextField({ max: 20_000, optional: true, nullable: true, description: 'Plain text; null removes it' })
  readonly comments?: string | null;

  @ChoiceField(JOB_EVALUATIONS, { optional: true, description: 'What you think of its result' })
  readonly evaluation?: JobEvaluation;
}

/** What is to be different in a clone. */
export class CloneJobDto {
  @TextField({ max: 500, min: 1, optional: true })
  readonly title?: string;

  @ObjectField({ optional: true, description: 'Inputs to be different; the others stay as they were' })
  readonly parameters?: Record<string, unknown>;
}
