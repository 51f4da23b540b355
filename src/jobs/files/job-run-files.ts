import { Injectable, Logger } from '@nestjs/common';
import { SYSTEM, type Actor } from '../../common/actor.js';
import { Clock } from '../../common/clock.js';
import { errorText } from '../../common/errors.js';
import { Container } from '../../containers/container.js';
import { findAllFiles } from '../../containers/introspection.js';
import { setOutputFileNames } from '../../containers/output-files.js';
import { Transactions } from '../../persistence/transactions.js';
import { managerOf, type Tx } from '../../persistence/tx.js';
import { FileStore, type LocalPlace } from '../../workspaces/storage/file-store.js';
import { Job } from '../job.entity.js';
import { DIAGNOSTIC, diagnosticText } from './diagnostic.js';
import { Gleaning } from './gleaning.js';
import { InputFiles } from './input-files.js';
import { JobDirectories } from './job-directories.js';
import { OutputFiles } from './output-files.js';
import { RunFiles, type CollectedFiles, type RunContainers, type RunSchemas } from './run-files.js';
import { declaresFiles, withoutPaths } from './without-paths.js';

/** What a run has here on this machine. */
interface HeldPlaces {
  directory: Promise<LocalPlace> | null;
  readonly inputs: LocalPlace[];
}

/** {@link RunFiles} over the file store. */
@Injectable()
export class JobRunFiles extends RunFiles {
  private readonly logger = new Logger(JobRunFiles.name);
  private readonly held = new Map<string, HeldPlaces>();

  constructor(
    private readonly transactions: Transactions,
    private readonly store: FileStore,
    private readonly directories: JobDirectories,
    private readonly inputFiles: InputFiles,
    private readonly outputFiles: OutputFiles,
    private readonly gleaning: Gleaning,
    private readonly clock: Clock,
  ) {
    super();
  }

  async open(row: Job, definition: RunSchemas): Promise<RunContainers> {
    const inputs = Container.of(definition.inputs, row.parameters as never);
    const outputs = Container.of(definition.outputs);
    for (const node of findAllFiles(inputs)) {
      const taken = await this.inputFiles.take(starterOf(row), row, node);
      if (!taken) continue;
      const place = await this.store.fetch(await this.directories.keyOf(row.workspaceId, taken.file.path));
      this.placesOf(row).inputs.push(place);
      node.set({ ...node.draft(), path: place.path });
    }
    if (!declaresFiles(definition.outputs)) return { inputs, outputs, directory: null };
    const directory = await this.directory(row);
    setOutputFileNames(outputs, directory);
    return { inputs, outputs, directory };
  }

  async directory(row: Job): Promise<string> {
    const places = this.placesOf(row);
    places.directory ??= this.directories.working(row);
    places.directory.catch(() => (places.directory = null));
    return (await places.directory).path;
  }

  async collect(row: Job, { inputs, outputs }: RunContainers): Promise<CollectedFiles> {
    const hasFiles = findAllFiles(outputs).some((node) => node.draft()?.path !== undefined);
    const { files, warnings } = hasFiles
      ? await this.gleaning.keepOutputs(row, outputs, await this.directory(row))
      : { files: [], warnings: [] };
    const plain = (container: Container): object => withoutPaths(container.schema, container.draft()) as object;
    return { files, warnings, parametersAfter: plain(inputs), outputs: plain(outputs) };
  }

  async register(tx: Tx, row: Job, { files }: CollectedFiles): Promise<void> {
    if (files.length > 0) await this.outputFiles.register(tx, row.id, files);
  }

  async diagnose(row: Job, error: string, logTail: string): Promise<void> {
    try {
      const text = diagnosticText(row, error, logTail, this.clock.now());
      const produced = { path: DIAGNOSTIC, type: 'text/plain', parameterName: 'diagnostic', extension: '.txt' };
      const file = await this.outputFiles.keepText(row, produced, text);
      await this.transactions.run(async (tx) => {
        await this.outputFiles.register(tx, row.id, [file]);
        // A job that was removed meanwhile takes its directory with it.
        if (!(await managerOf(tx).existsBy(Job, { id: row.id }))) throw new Error('The job has been removed.');
      });
    } catch (failure) {
      this.logger.warn(`Job ${row.number} left no ${DIAGNOSTIC}: ${errorText(failure)}`);
    }
  }

  async close(row: Job): Promise<void> {
    const key = keyOf(row);
    const places = this.held.get(key);
    this.held.delete(key);
    if (!places) return;
    for (const place of places.inputs) await place.release();
    await (await places.directory?.catch(() => null))?.release();
  }

  private placesOf(row: Job): HeldPlaces {
    const key = keyOf(row);
    const places = this.held.get(key) ?? { directory: null, inputs: [] };
    this.held.set(key, places);
    return places;
  }
}

const keyOf = ({ id, attempt }: Job): string => `${id} ${attempt}`;

/** Whom an import names. */
function starterOf({ startedByKind: kind, startedById: userId, startedByName: name }: Job): Actor {
  return kind === 'system' ? SYSTEM : { kind, userId, name, role: null, workspaceRoles: {} };
}
