import { Injectable } from '@nestjs/common';
import { IsNull } from 'typeorm';
import type { Actor } from '../common/actor.js';
import { ConflictError, TooManyRequestsError } from '../common/errors.js';
import { Config } from '../config/config.js';
import { Transactions } from '../persistence/transactions.js';
import { managerOf, type Tx } from '../persistence/tx.js';
import { JobCreator, MAX_CHILDREN } from './job-creator.js';
import type { BatchRequest, JobRequest, StartedBatch } from './job-request.js';
import { Job } from './job.entity.js';
import { JobQueue } from './queue/job-queue.js';
import { SlotTakenError } from './slot-taken.error.js';
import { isUniqueViolation } from '../persistence/database-errors.js';

/** How often an insert is tried again whose slot's holder had ended in the meantime. */
const TRIES = 5;
/** Deadlocks on the workspace's counter under many simultaneous starts. */
const RETRIES = 5;
const RETRY_AFTER_SECONDS = 30;

/** Starts jobs: rows first, then the bell. */
@Injectable()
export class JobStarter {
  constructor(
    private readonly transactions: Transactions,
    private readonly creator: JobCreator,
    private readonly queue: JobQueue,
    private readonly config: Config,
  ) {}

  async start(actor: Actor, request: JobRequest): Promise<Job> {
    if (request.parentId === undefined && !request.manual) await this.refuseTooMany();
    for (let tries = 1; ; tries++) {
      await this.refuseTakenSlot(request);
      try {
        const job = await this.transactions.run((tx) => this.creator.create(tx, actor, request), { retries: RETRIES });
        if (!job.manual) await this.queue.enqueue(job.id, job.attempt);
        return job;
      } catch (error) {
        if (!isUniqueViolation(error)) throw error;
        await this.refuseTakenSlot(request);
        if (tries >= TRIES) throw raced(error);
      }
    }
  }

  async startBatch(actor: Actor, batch: BatchRequest, children: readonly JobRequest[]): Promise<StartedBatch> {
    await this.refuseTooMany();
    if (children.length > MAX_CHILDREN) {
      throw new ConflictError('too-many-children', `One batch takes at most ${MAX_CHILDREN} jobs. Start it in parts.`);
    }
    for (let tries = 1; ; tries++) {
      try {
        const outcome = await this.transactions.run((tx) => this.createBatch(tx, actor, batch, children), {
          retries: RETRIES,
        });
        for (const job of outcome.started) await this.queue.enqueue(job.id, job.attempt);
        return outcome;
      } catch (error) {
        if (error instanceof NothingStarted) return { parent: null, started: [], refused: error.refused };
        if (tries >= TRIES || !(error instanceof ConflictError && error.code === 'start-raced')) throw error;
      }
    }
  }

  private async createBatch(
    tx: Tx,
    actor: Actor,
    batch: BatchRequest,
    children: readonly JobRequest[],
  ): Promise<StartedBatch> {
    const parent = await this.creator.create(tx, actor, batch, { grouping: true });
    const started: Job[] = [];
    const refused: { request: JobRequest; error: SlotTakenError }[] = [];
    for (const child of children) {
      const request = { ...child, parentId: parent.id };
      const twin = started.find((job) => job.slot !== null && job.slot === child.slot);
      const made = twin ? slotTaken(twin) : await this.createUnlessTaken(tx, actor, request);
      if (made instanceof SlotTakenError) refused.push({ request: child, error: made });
      else started.push(made);
    }
    if (started.length === 0) throw new NothingStarted(refused);
    return { parent: await managerOf(tx).findOneByOrFail(Job, { id: parent.id }), started, refused };
  }

  private async createUnlessTaken(tx: Tx, actor: Actor, request: JobRequest): Promise<Job | SlotTakenError> {
    try {
      return await this.transactions.savepoint(tx, (inner) => this.creator.create(inner, actor, request));
    } catch (error) {
      if (!isUniqueViolation(error)) throw error;
      // Read outside the transaction: its snapshot may be older than the row that stands in the way.
      const holder = await this.transactions.read((manager) => manager.findOneBy(Job, { liveSlot: request.slot }));
      if (!holder) throw raced(error);
      return slotTaken(holder);
    }
  }

  private async refuseTakenSlot({ slot }: JobRequest): Promise<void> {
    if (slot === undefined) return;
    const holder = await this.transactions.read((manager) => manager.findOneBy(Job, { liveSlot: slot }));
    if (holder) throw slotTaken(holder);
  }

  private async refuseTooMany(): Promise<void> {
    const { maxPending } = this.config.jobs;
    const pending = await this.transactions.read((manager) =>
      manager.count(Job, { where: { status: 'PENDING', parentId: IsNull(), manual: false } }),
    );
    if (pending < maxPending) return;
    const message = `${pending} jobs are waiting already. Try again when some of them have run.`;
    throw new TooManyRequestsError('too-many-pending', message, RETRY_AFTER_SECONDS);
  }
}

function slotTaken({ id, number, status }: Job): SlotTakenError {
  return new SlotTakenError({ jobId: id, number, status });
}

function raced(cause: unknown): ConflictError {
  return new ConflictError('start-raced', 'Others start the same just now. Try again.', { cause });
}

/** Undoes a batch of which every child was refused: no parent without children stays behind. */
class NothingStarted extends Error {
  constructor(readonly refused: StartedBatch['refused']) {
    super('Every job of the batch was refused.');
  }
}
