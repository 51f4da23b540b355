import { setTimeout as sleep } from 'node:timers/promises';
import { escapeUnseen } from '../../common/text.js';
import type { ProgressView } from '../discover/progress-view.js';
import type { DeskJob, JobDesk } from './job-desk.js';

const LOOK_EVERY_MS = 250;
const LIVE = ['pending', 'running'];

export interface FollowOptions {
  readonly view: ProgressView;
  /** Fires when the person wants it to stop: the job is cancelled. */
  readonly signal: AbortSignal;
  /** Whether its log lines are shown. */
  readonly log: boolean;
}

/** Shows how far a job is, and what it says, until it has ended. */
export async function followJob(desk: JobDesk, id: string, { view, signal, log }: FollowOptions): Promise<DeskJob> {
  let after = 0;
  for (let asked = false; ;) {
    const job = await desk.get(id);
    const ended = !LIVE.includes(job.status);
    if (log) {
      for (const { seq, level, message } of await desk.lines(id, after)) {
        view.say(`${level.padEnd(5)} ${escapeUnseen(message)}`);
        after = seq;
      }
    }
    if (ended) return job;
    if (job.progress) view.showStep(job.progress);
    if (signal.aborted && !asked) {
      asked = true;
      await desk.cancel(id).catch(() => undefined); // it has just ended
    }
    await sleep(LOOK_EVERY_MS, undefined, { signal: asked ? undefined : signal }).catch(() => undefined);
  }
}
