import { Logger, type OnApplicationShutdown } from '@nestjs/common';
import { Queue, WaitingError, Worker, type Job } from 'bullmq';
import type { Redis } from 'ioredis';
import { newId } from '../../../common/id.js';
import type { QueueConfig } from '../../../config/config.js';
import { JobQueue, type JobHandler } from '../job-queue.js';
import { Outage } from './outage.js';
import { redisClient, renewIfSilent, WAIT_S } from './redis-client.js';
import { RingSender, type Ring } from './ring-sender.js';

const NAME = 'jobs';
/** A message whose worker is gone is delivered again after so long at most twice; the row says whether it matters. */
const LOCK_MS = 30_000;
const STALLED_EVERY_MS = 15_000;
/** Between tries to take a message while Redis is away. */
const RETRY_MS = 1_000;
/** For what is left to say when the process ends. */
const LAST_WORDS_MS = 400;
/** Nothing of a message is kept once it was delivered: the row is the history. */
const OPTIONS = { removeOnComplete: true, removeOnFail: true, stackTraceLimit: 0 };

/**
 * The queue of several processes: messages in Redis by BullMQ. What Redis loses – it is not durable as it comes, and may
 * be away – is rung again from the rows.
 */
export class BullMqQueue extends JobQueue implements OnApplicationShutdown {
  private readonly logger = new Logger('Queue');
  private readonly outage = new Outage(this.logger);
  private readonly client: Redis;
  private readonly queue: Queue<Ring>;
  private readonly sender: RingSender;
  private workerClient: Redis | null = null;
  private worker: Worker<Ring> | null = null;
  private delivering = 0;
  private closed = false;

  /** @param concurrency how many jobs are handled side by side; 0: none is delivered here */
  constructor(
    private readonly config: QueueConfig,
    private readonly concurrency: number,
  ) {
    super();
    // Commands fail at once while Redis is away: the sender keeps the rings.
    this.client = this.connect({ enableOfflineQueue: false, maxRetriesPerRequest: 0 });
    const streams = { events: { maxLen: 100 } };
    this.queue = new Queue(NAME, { ...this.options(this.client), defaultJobOptions: OPTIONS, streams });
    this.queue.on('error', (error) => this.failed(error));
    this.sender = new RingSender({
      send: (rings) => this.send(rings),
      onFailure: (error) => this.unsent(error),
      onSuccess: () => this.outage.ends(),
    });
    this.client.on('ready', () => {
      this.outage.ends();
      this.sender.hurry();
    });
  }

  override async enqueue(jobId: string, attempt?: number): Promise<void> {
    // Without its attempt a ring might be taken for one that is being answered just now.
    const key = attempt === undefined ? `${jobId}.${newId()}` : `${jobId}.${attempt}`;
    this.sender.push(key, { jobId, attempt: attempt ?? null });
  }

  override consume(handler: JobHandler): void {
    if (this.concurrency === 0 || this.closed) return;
    // BullMQ wants its blocking commands to be repeated for ever.
    this.workerClient = this.connect({ maxRetriesPerRequest: null });
    this.worker = new Worker<Ring>(NAME, (message, token) => this.deliver(message, token, handler), {
      ...this.options(this.workerClient),
      concurrency: this.concurrency,
      lockDuration: LOCK_MS,
      stalledInterval: STALLED_EVERY_MS,
      runRetryDelay: RETRY_MS,
      drainDelay: WAIT_S,
    });
    this.worker.on('error', (error) => {
      if (error.message === 'Command timed out') renewIfSilent(this.workerClient);
      this.failed(error);
    });
  }

  override async close(): Promise<void> {
    this.closed = true;
    await this.worker?.pause(true);
  }

  /** After the last job has settled: says what is left to say and leaves. */
  async onApplicationShutdown(): Promise<void> {
    await this.close();
    await this.sender.close(LAST_WORDS_MS);
    // Neither a task that did not let go in time nor a Redis that is away is waited for.
    const force = this.delivering > 0 || this.client.status !== 'ready';
    const leaving = Promise.allSettled([this.worker?.close(force), this.queue.close()]);
    await Promise.race([leaving, new Promise((resolve) => setTimeout(resolve, LAST_WORDS_MS).unref())]);
    void this.worker?.disconnect().catch(() => undefined);
    this.workerClient?.disconnect();
    this.client.disconnect();
  }

  /** A message that came after the end of taking goes back for another process. */
  private async deliver(message: Job<Ring>, token: string | undefined, handler: JobHandler): Promise<void> {
    if (this.closed) {
      await message.moveToWait(token);
      throw new WaitingError();
    }
    this.delivering++;
    await handler(message.data.jobId).finally(() => this.delivering--);
  }

  private async send(rings: ReadonlyMap<string, Ring>): Promise<void> {
    if (this.client.status !== 'ready') throw new Error(`connection: ${this.client.status}`);
    const messages = [...rings].map(([jobId, data]) => ({ name: 'run', data, opts: { ...OPTIONS, jobId } }));
    await this.queue.addBulk(messages);
  }

  /** While there is no connection its own errors say why. */
  private unsent(error: unknown): void {
    if (this.client.status !== 'ready') return;
    this.outage.begins(error);
    renewIfSilent(this.client);
  }

  private connect(overrides: Parameters<typeof redisClient>[1]): Redis {
    const client = redisClient(this.config, overrides);
    client.on('error', (error) => this.failed(error));
    return client;
  }

  private options(connection: Redis) {
    // Its version check prints on standard error by itself.
    return { connection, prefix: this.config.prefix, skipVersionCheck: true };
  }

  /** BullMQ's own complaints are about messages that Redis has lost, which do no harm. */
  private failed(error: Error): void {
    if (this.client.status === 'ready') this.logger.debug(`The queue's Redis: ${error.message}`);
    else if (!this.closed) this.outage.begins(error);
  }
}
