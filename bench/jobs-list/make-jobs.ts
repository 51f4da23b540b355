import { newIdAt } from '../../src/common/id.js';
import { jobNumber, jobNumberKey } from '../../src/jobs/job-number.js';
import type { JobStatus } from '../../src/jobs/job-status.js';
import { Job } from '../../src/jobs/job.entity.js';
import { bulkInsert } from '../../src/persistence/bulk/bulk.js';
import type { Transactions } from '../../src/persistence/transactions.js';
import { Random } from '../schema/random.js';

/** What the jobs are about. */
export interface JobWorld {
  readonly workspaces: readonly string[];
  readonly sources: readonly string[];
  /** When the newest was made; the others lie before, over so many days. */
  readonly end: Date;
  readonly days: number;
}

const TASKS = ['db-elements', 'test-connection', 'erd', 'csv-export', 'gdpr-scan', 'documentation', 'diff', 'comments'];
const WORDS = ['orders', 'billing', 'Warehouse', 'customers', 'Überblick', 'archive', 'payroll', 'shop', 'reports'];
const TRANSACTION = 5_000;
const DAY = 86_400_000;

/** Fills a catalogue with ended jobs (and a few live ones), oldest first, the same ones at every call. */
export async function makeJobs(transactions: Transactions, world: JobWorld, count: number): Promise<void> {
  const random = new Random(7);
  const next = (): number => random.next();
  const pick = <T>(list: readonly T[]): T => list[random.below(list.length)] as T;
  const gap = (world.days * DAY) / count;
  let rows: Job[] = [];
  const flush = async (): Promise<void> => {
    const chunk = rows;
    rows = [];
    await transactions.run((tx) => bulkInsert(tx, Job, chunk));
  };
  let parent: Job | null = null;
  for (let made = 1; made <= count; made++) {
    const at = new Date(world.end.getTime() - Math.round((count - made) * gap));
    const dice = next();
    const status: JobStatus =
      made > count - 20 ? 'PENDING' : dice < 0.9 ? 'COMPLETED' : dice < 0.97 ? 'FAILED' : 'CANCELLED';
    const job = row(made, at, status, { task: pick(TASKS), word: pick(WORDS), source: pick(world.sources), next });
    job.workspaceId = pick(world.workspaces);
    // One in ten groups children; four in ten are children.
    if (made % 10 === 1) parent = job;
    else if (parent && made % 10 <= 5) child(job, parent, made % 10);
    rows.push(job);
    if (rows.length >= TRANSACTION) await flush();
  }
  if (rows.length > 0) await flush();
}

interface Draw {
  readonly task: string;
  readonly word: string;
  readonly source: string;
  readonly next: () => number;
}

function row(made: number, at: Date, status: JobStatus, { task, word, source, next }: Draw): Job {
  const number = jobNumber(null, made);
  const ended = status !== 'PENDING';
  const startedAt = new Date(at.getTime() + Math.round(next() * 500));
  const took = Math.round(20 + Math.exp(next() * 10));
  return Object.assign(new Job(), {
    ...{ id: newIdAt(at), parentId: null, number, numberKey: jobNumberKey(number), depth: 1, task, status },
    ...{ title: `${task} of ${word} ${made % 977}`, cause: ended ? 'run' : 'start', statusSeq: 3 },
    ...{ slot: null, liveSlot: null, attempt: 1, losses: 0, stepKey: null, concurrencyKey: 'host:db.example.org:5432' },
    ...{ subjectType: 'sql-db', subjectId: source, parameters: { sqlDbId: source, name: word } },
    ...{ result: ended ? RESULT : null, parametersAfter: null, outputs: null, directory: null, manual: false },
    ...{ evaluation: 'unknown', comments: null, originId: null, originKind: null },
    ...{ errorCode: status === 'FAILED' ? 'source-host' : null, errorMessage: status === 'FAILED' ? ERROR : null },
    ...{ startedById: null, startedByName: 'system', startedByKind: 'system', createdAt: at },
    ...{ pendingSince: ended ? null : at, startedAt: ended ? startedAt : null, claimedAt: ended ? startedAt : null },
    ...{ endedAt: ended ? new Date(startedAt.getTime() + took) : null, cancelRequestedAt: null, holder: null },
    ...{ grouping: false, childCount: 0, liveChildren: 0 },
  }) as Job;
}

function child(job: Job, parent: Job, place: number): void {
  const number = jobNumber(parent.number, place - 1);
  Object.assign(job, {
    parentId: parent.id,
    workspaceId: parent.workspaceId,
    number,
    numberKey: jobNumberKey(number),
    depth: 2,
  });
}

const ERROR =
  'The host db.example.org cannot be reached: nothing listens on port 5432. Check the address and that the server runs.';
const RESULT = {
  tables: { created: 0, updated: 3, unchanged: 412, missing: 0 },
  columns: { created: 2, updated: 5, unchanged: 8_123, missing: 0 },
  relationships: { created: 0, updated: 0, unchanged: 377, missing: 1 },
  warnings: ['The view reports.monthly cannot be read: it refers to a column that is gone.'],
};
