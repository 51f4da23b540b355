import { Injectable } from '@nestjs/common';
import { Container } from '../../containers/container.js';
import { ConflictError } from '../../common/errors.js';
import { RunFiles, type CollectedFiles, type RunContainers, type RunSchemas } from '../files/run-files.js';
import type { Job } from '../job.entity.js';

/** Runs that have values but no files: what declares a file is refused. */
@Injectable()
export class ValuesOnly extends RunFiles {
  async open(row: Job, { inputs, outputs }: RunSchemas): Promise<RunContainers> {
    return { inputs: Container.of(inputs, row.parameters as never), outputs: Container.of(outputs), directory: null };
  }

  async directory(): Promise<string> {
    throw new ConflictError('no-files', 'This process keeps no files.');
  }

  async collect(_row: Job, { inputs, outputs }: RunContainers): Promise<CollectedFiles> {
    return { files: [], parametersAfter: inputs.draft(), outputs: outputs.toJSON(), warnings: [] };
  }

  async register(): Promise<void> {}

  async diagnose(): Promise<void> {}

  async close(): Promise<void> {}
}
