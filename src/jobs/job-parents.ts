import { Injectable } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { Transactions } from '../persistence/transactions.js';
import type { JobStatus } from './job-status.js';
import { isEnded } from './job-status.js';
import { JobTransitions } from './job-transitions.js';
import { Job } from './job.entity.js';
import { TaskRegistry } from './registry/task-registry.js';

/** Lets the state of a parent that only groups follow from its children's, in a transaction after each of theirs. */
@Injectable()
export class JobParents {
  constructor(
    private readonly transactions: Transactions,
    private readonly transitions: JobTransitions,
    private readonly registry: TaskRegistry,
    private readonly clock: Clock,
  ) {
    transitions.follow((job) => this.afterChild(job));
  }

  /** Grouping parents whose children have all ended while they have not: a process died between the two transactions. */
  async settleLeftBehind(): Promise<void> {
    const parents = await this.transactions.read((manager) =>
      manager
        .createQueryBuilder(Job, 'j')
        .where('j.status IN (:...live) AND j.grouping = :yes', { live: ['PENDING', 'RUNNING'], yes: true })
        .andWhere('j.liveChildren = 0')
        .getMany(),
    );
    for (const parent of parents) await this.end(parent.id);
  }

  private async afterChild(job: Job): Promise<void> {
    if (job.parentId === null || job.status === 'PENDING') return;
    const id = job.parentId;
    const parent = await this.transactions.read((manager) => manager.findOneBy(Job, { id }));
    if (!parent?.grouping) return;
    if (parent.status === 'PENDING' && job.status === 'RUNNING') await this.begin(parent);
    if (isEnded(job.status) && parent.liveChildren === 0) await this.end(id);
  }

  private async begin({ id }: Job): Promise<void> {
    await this.transactions.run(async (tx) => {
      const startedAt = this.clock.now();
      await this.transitions.change(tx, { id, from: 'PENDING', to: 'RUNNING', cause: 'children', set: { startedAt } });
    });
  }

  /** Of two children that end at once both may come here: the conditional UPDATE lets one through. */
  private async end(id: string): Promise<void> {
    const { parent, children } = await this.transactions.read(async (manager) => ({
      parent: await manager.findOneByOrFail(Job, { id }),
      children: await manager.find(Job, { where: { parentId: id }, order: { numberKey: 'ASC' } }),
    }));
    if (isEnded(parent.status) || children.some((child) => !isEnded(child.status))) return;
    const to = statusOf(parent, children);
    const result = this.registry.find(parent.task)?.summarise(children) ?? null;
    const failure = to === 'FAILED' ? { errorCode: 'children-failed', errorMessage: failureText(children) } : {};
    await this.transactions.run(async (tx) => {
      const condition = { sql: 'live_children = 0', values: {} };
      const step = { id, cause: 'children', condition } as const;
      const set = { result, ...failure };
      let from = parent.status;
      // Its begin was lost with the process that was about to write it: nothing completes that never ran.
      if (from === 'PENDING' && to === 'COMPLETED') {
        const startedAt = this.clock.now();
        if (!(await this.transitions.change(tx, { ...step, from, to: 'RUNNING', set: { startedAt } }))) return;
        from = 'RUNNING';
      }
      await this.transitions.change(tx, { ...step, from, to, set });
    });
  }
}

/** One that completed makes the whole complete, with what failed told in the result. */
function statusOf(parent: Job, children: readonly Job[]): JobStatus {
  if (parent.cancelRequestedAt && children.some((child) => child.status === 'CANCELLED')) return 'CANCELLED';
  if (children.some((child) => child.status === 'COMPLETED')) return 'COMPLETED';
  return children.some((child) => child.status === 'FAILED') ? 'FAILED' : 'CANCELLED';
}

function failureText(children: readonly Job[]): string {
  const failed = children.filter((child) => child.status === 'FAILED');
  return `${failed.length} of ${children.length} jobs failed; none completed. The first: ${failed[0]?.errorMessage ?? ''}`;
}
