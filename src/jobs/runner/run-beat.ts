import type { Clock } from '../../common/clock.js';
import type { Transactions } from '../../persistence/transactions.js';
import { JobBeat } from '../job-beat.entity.js';

/** The sign of life of one run, and how fresh it is on this worker's own clock. */
export class RunBeat {
  private goodAt: number;

  constructor(
    private readonly transactions: Transactions,
    private readonly clock: Clock,
    private readonly jobId: string,
    private readonly attempt: number,
    private readonly graceMs: number,
  ) {
    this.goodAt = clock.monotonic();
  }

  /** Whether the last good beat is recent enough to publish. */
  get fresh(): boolean {
    return this.clock.monotonic() - this.goodAt <= this.graceMs;
  }

  /**
   * Gives a sign of life.
   * @returns false when the run is no longer this worker's
   * @throws when the catalogue cannot be reached: nothing is known then
   */
  async beat(): Promise<boolean> {
    // The time before the question counts: an answer that was long under way is no fresher than that.
    const asked = this.clock.monotonic();
    const { affected } = await this.transactions.read((manager) =>
      manager
        .createQueryBuilder()
        .update(JobBeat)
        .set({ beat: () => 'beat + 1', at: this.clock.now() })
        .where({ jobId: this.jobId, attempt: this.attempt })
        .updateEntity(false)
        .execute(),
    );
    if (affected !== 1) return false;
    this.goodAt = asked;
    return true;
  }
}
