import { Injectable } from '@nestjs/common';
import { assertMay, type Actor } from '../../common/actor.js';
import { errorText } from '../../common/errors.js';
import type { Container } from '../../containers/container.js';
import { extractFileMetadata, extractKpiValues, findAllFiles } from '../../containers/introspection.js';
import { unsetMissingFiles } from '../../containers/output-files.js';
import { Transactions } from '../../persistence/transactions.js';
import { managerOf } from '../../persistence/tx.js';
import { isMissing } from '../../workspaces/storage/inside.js';
import { lstat } from 'node:fs/promises';
import { upsertIndicators } from '../indicators/indicator-rows.js';
import type { IndicatorValue } from '../indicators/indicator.entity.js';
import { JobQueries } from '../job-queries.js';
import type { Job } from '../job.entity.js';
import { JobDirectories } from './job-directories.js';
import type { FileUse } from './file-use.entity.js';
import type { File } from './file.entity.js';
import { InputFiles } from './input-files.js';
import { OutputFiles } from './output-files.js';

/** What was registered of a finished job. */
export interface Gleaned {
  readonly outputFiles: readonly File[];
  readonly inputUses: readonly FileUse[];
  readonly kpis: Readonly<Record<string, IndicatorValue>>;
}

/** Which containers are gleaned; what is left out is not looked at. */
export interface GleanedContainers {
  readonly inputs?: Container;
  readonly outputs?: Container;
  readonly indicators?: Container;
}

/** Of an indicator's column. */
const KPI_NAME_LENGTH = 120;

/**
 * Registers what a job used, made and measured. The engine does so after every run; by hand it is for whoever tracks a
 * job of their own.
 */
@Injectable()
export class Gleaning {
  constructor(
    private readonly transactions: Transactions,
    private readonly jobs: JobQueries,
    private readonly directories: JobDirectories,
    private readonly inputFiles: InputFiles,
    private readonly outputFiles: OutputFiles,
  ) {}

  /** All of it. @throws NotFoundError, ForbiddenError */
  async gleanAll(actor: Actor, jobId: string, { inputs, outputs, indicators }: GleanedContainers): Promise<Gleaned> {
    return {
      inputUses: inputs ? await this.gleanInputFileUses(actor, jobId, inputs) : [],
      outputFiles: outputs ? await this.gleanOutputFiles(actor, jobId, outputs) : [],
      kpis: indicators ? await this.gleanIndicators(actor, jobId, indicators) : {},
    };
  }

  /**
   * Registers each declared file that was written, with its metadata; the container then names the record's id. What is
   * missing, or cannot be taken, is unset.
   * @param run the run that wrote them, while it lasts: nothing is taken from one that is not the job's any more
   */
  async gleanOutputFiles(
    actor: Actor,
    jobId: string,
    outputs: Container,
    run?: { readonly attempt: number; readonly directory: string },
  ): Promise<readonly File[]> {
    const job = await this.jobOf(actor, jobId);
    if (run && run.attempt !== job.attempt) return [];
    if (findAllFiles(outputs).every((node) => node.draft()?.path === undefined)) return [];
    const place = run ? { path: run.directory, release: () => Promise.resolve() } : await this.directories.working(job);
    try {
      const { files } = await this.keepOutputs(job, outputs, place.path);
      await this.transactions.run((tx) => this.outputFiles.register(tx, jobId, files), { retries: 3 });
      return files;
    } finally {
      await place.release();
    }
  }

  /** Notes each input that names a file as used; one that names a path is imported. One that cannot be had is passed over. */
  async gleanInputFileUses(actor: Actor, jobId: string, inputs: Container): Promise<readonly FileUse[]> {
    const job = await this.jobOf(actor, jobId);
    const uses: FileUse[] = [];
    for (const node of findAllFiles(inputs)) {
      const taken = await this.inputFiles.take(actor, job, node).catch(() => null);
      if (taken) uses.push(taken.use);
    }
    return uses;
  }

  /** Writes each number, text and flag of the container as an indicator of the job, in place of former values. */
  async gleanIndicators(
    actor: Actor,
    jobId: string,
    indicators: Container,
  ): Promise<Readonly<Record<string, IndicatorValue>>> {
    await this.jobOf(actor, jobId);
    const found = Object.entries(extractKpiValues(indicators)).filter(([name]) => name.length <= KPI_NAME_LENGTH);
    const kpis = Object.fromEntries(found) as Record<string, IndicatorValue>;
    await this.transactions.run((tx) => upsertIndicators(managerOf(tx), jobId, kpis), { retries: 3 });
    return kpis;
  }

  /** For the engine: stores each declared file that was written; rows come later. One bad file fails nothing. */
  async keepOutputs(
    job: Job,
    outputs: Container,
    directory: string,
  ): Promise<{ readonly files: readonly File[]; readonly warnings: readonly string[] }> {
    await unsetMissingFiles(outputs, isThere);
    const places = await this.outputFiles.registered(job.id);
    const files: File[] = [];
    const warnings: string[] = [];
    for (const node of findAllFiles(outputs)) {
      const value = node.draft();
      if (value?.path === undefined) continue;
      const { type, label, extension, parameterName } = extractFileMetadata(node);
      const produced = { ...value, path: value.path, type, label, parameterName, extension: extension ?? undefined };
      try {
        const file = await this.outputFiles.keep(job, produced, directory, places);
        node.set({ ...value, id: file.id, name: file.name });
        files.push(file);
      } catch (error) {
        warnings.push(`${node.path} cannot be kept: ${errorText(error)}`);
        node.unset();
      }
    }
    return { files, warnings };
  }

  private async jobOf(actor: Actor, jobId: string): Promise<Job> {
    const { job } = await this.jobs.get(actor, jobId);
    assertMay(actor, 'operator', job.workspaceId);
    return job;
  }
}

/** Whether there is anything, a link that leads nowhere too: that is refused with its reason. */
async function isThere(path: string): Promise<boolean> {
  try {
    await lstat(path);
    return true;
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}
