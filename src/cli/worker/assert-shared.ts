import { InvalidInputError } from '../../common/errors.js';
import type { Config } from '../../config/config.js';

/** @throws InvalidInputError that says what a worker needs, all of it at once */
export function assertShared({ catalogue, jobs, queue }: Config): void {
  const problems: string[] = [];
  if (catalogue.engine === 'sqlite') {
    problems.push('SESHAT_CATALOGUE_URL must name a PostgreSQL, MariaDB or MySQL server: an embedded catalogue has one owner'); // prettier-ignore
  }
  if (queue === null) problems.push('SESHAT_QUEUE_URL must name the Redis of the servers: nobody would ring here');
  if (jobs.concurrency === 0)
    problems.push('SESHAT_JOBS_CONCURRENCY must be at least 1: a worker does nothing but jobs');
  if (problems.length === 0) return;
  const lines = problems.map((problem) => `  ${problem}`);
  throw new InvalidInputError(`A worker shares its catalogue and its queue with servers:\n${lines.join('\n')}`);
}
