import { expect } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { CatalogueChange } from '../../src/catalogue/changes/catalogue-change.entity.js';
import { JobEvent } from '../../src/jobs/job-event.entity.js';
import { isEnded, TRANSITIONS, type JobStatus } from '../../src/jobs/job-status.js';
import { Job } from '../../src/jobs/job.entity.js';
import type { StatusChange } from '../../src/jobs/status-change.js';
import { peopleTextOf, pictureOf } from './catalogue-picture.js';
import { writeNotes } from './people-notes.js';
import { secretTraces, type Places } from './secret-traces.js';
import { countWrites } from './write-counter.js';

/** What strikes one source, and what is looked at afterwards. */
export interface Scene extends Places {
  readonly catalogue: DataSource;
  /** The source whose discoveries are struck; both have been discovered once. */
  readonly subject: string;
  /** The same source once more: nothing ever disturbs its discoveries. */
  readonly twin: string;
  readonly secrets: readonly string[];
  /** A discovery that nothing disturbs; resolves when it has ended, rejects unless it is COMPLETED. */
  discover(sqlDbId: string): Promise<void>;
}

/** The invariants of the run contract, asserted after a fault; people's notes are written first of all. */
export class Invariants {
  private before: string[] = [];

  private constructor(
    private readonly scene: () => Scene,
    private readonly notes: readonly string[],
    private readonly writes: () => Promise<Record<string, number>>,
  ) {}

  /** @param scene asked at each use: processes come and go */
  static async of(scene: () => Scene): Promise<Invariants> {
    const { catalogue, subject, twin } = scene();
    // Of the twin too: a drawn relationship shows in the columns that it joins.
    for (const id of [subject, twin]) await writeNotes(catalogue, id);
    const notes = await peopleTextOf(catalogue, subject);
    expect(notes.length).toBeGreaterThanOrEqual(5);
    return new Invariants(scene, notes, await countWrites(catalogue));
  }

  /** Before a fault: the source has changed and its twin is discovered; the struck run is to come. */
  async prepare(): Promise<void> {
    const { catalogue, subject, twin, discover } = this.scene();
    this.before = await pictureOf(catalogue, subject);
    await discover(twin);
    expect(differences(await pictureOf(catalogue, twin), this.before)).not.toEqual([]);
  }

  /** After it, when the struck run has ended. */
  async hold(): Promise<void> {
    const { catalogue, subject, twin, discover } = this.scene();
    await expectOneEnd(catalogue);
    await this.expectWholePicture();
    await discover(subject);
    expect(differences(await pictureOf(catalogue, subject), await pictureOf(catalogue, twin))).toEqual([]);
    expect(await peopleTextOf(catalogue, subject)).toEqual(this.notes);
    await this.writes();
    await discover(subject);
    expect(await this.writes()).toEqual({});
    await expectOneEnd(catalogue);
    await expectNoOldFence(catalogue, subject);
    await this.expectNoSecret();
  }

  /** At any moment. */
  async expectNoSecret(): Promise<void> {
    const scene = this.scene();
    expect(await secretTraces(scene.secrets, scene)).toEqual([]);
  }

  /** The picture is all of the old one, or all of the new one where the last run completed. */
  async expectWholePicture(): Promise<void> {
    const { catalogue, subject, twin } = this.scene();
    const last = await catalogue.manager.findOneOrFail(Job, { where: { subjectId: subject }, order: { id: 'DESC' } });
    const wanted = last.status === 'COMPLETED' ? await pictureOf(catalogue, twin) : this.before;
    expect(differences(await pictureOf(catalogue, subject), wanted)).toEqual([]);
    expect(await peopleTextOf(catalogue, subject)).toEqual(this.notes);
  }
}

/** Each job has come to exactly one end, by allowed steps, and holds nothing any more. */
async function expectOneEnd({ manager }: DataSource): Promise<void> {
  const events = await manager.find(JobEvent, { where: { kind: 'status' }, order: { jobId: 'ASC', seq: 'ASC' } });
  for (const job of await manager.find(Job)) {
    const changes = events.filter(({ jobId }) => jobId === job.id).map(({ data }) => data as StatusChange);
    const path = changes.map(({ to }) => to);
    const allowed = (to: JobStatus, at: number): boolean => {
      const from = path[at - 1];
      return from === undefined ? to === 'PENDING' : (TRANSITIONS[from] as readonly JobStatus[]).includes(to);
    };
    expect({ job: job.number, path, allowed: path.every(allowed), ends: path.filter(isEnded) }).toEqual({
      ...{ job: job.number, path, allowed: true, ends: [job.status] },
    });
    expect(job.endedAt).not.toBeNull();
    expect(job.liveSlot).toBeNull();
    expect(job.result !== null).toBe(job.status === 'COMPLETED');
  }
}

/** What has changed in the catalogue was written by runs that completed, and by each at one moment. */
async function expectNoOldFence({ manager }: DataSource, sqlDbId: string): Promise<void> {
  const changes = await manager.findBy(CatalogueChange, { sqlDbId });
  const statuses = new Map((await manager.find(Job)).map(({ id, status }) => [id, status]));
  expect(changes.filter(({ jobId }) => statuses.get(jobId) !== 'COMPLETED')).toEqual([]);
  const moments = new Set(changes.map(({ jobId, at }) => `${jobId} ${at.toISOString()}`));
  expect(moments.size).toBe(new Set(changes.map(({ jobId }) => jobId)).size);
}

/** The first lines that only one of them has. */
function differences(found: readonly string[], wanted: readonly string[]): string[] {
  const only = (mark: string, these: readonly string[], others: readonly string[]): string[] => {
    const known = new Set(others);
    return these.filter((line) => !known.has(line)).map((line) => `${mark} ${line.slice(0, 300)}`);
  };
  return [...only('+', found, wanted).slice(0, 6), ...only('-', wanted, found).slice(0, 6)];
}
