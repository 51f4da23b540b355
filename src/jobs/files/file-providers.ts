import type { Provider } from '@nestjs/common';
import { FileImports } from './file-imports.js';
import { FileQueries } from './file-queries.js';
import { FileRemovals } from './file-removals.js';
import { FileTypes } from './file-types.js';
import { Gleaning } from './gleaning.js';
import { InputFiles } from './input-files.js';
import { JobDirectories } from './job-directories.js';
import { JobFiles } from './job-files.js';
import { JobRunFiles } from './job-run-files.js';
import { OutputFiles } from './output-files.js';
import { RunFiles } from './run-files.js';
import { WorkspaceFiles } from './workspace-files.js';

/** Everything about the files of jobs. */
export const FILE_PROVIDERS: Provider[] = [
  ...[FileImports, FileQueries, FileRemovals, FileTypes, Gleaning, InputFiles, JobDirectories, JobFiles],
  ...[OutputFiles, WorkspaceFiles],
  { provide: RunFiles, useClass: JobRunFiles },
];
