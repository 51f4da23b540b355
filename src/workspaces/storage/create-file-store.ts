import { join } from 'node:path';
import type { Config } from '../../config/config.js';
import type { FileStore } from './file-store.js';
import { LocalFileStore } from './local-file-store.js';

/** The one choice: the package of a store that is not used is never loaded. */
export async function createFileStore({ files, dataDir }: Config): Promise<FileStore> {
  if (files.s3 === null) return new LocalFileStore(files.dir);
  const { createS3Store } = await import('./s3/create-s3-store.js');
  return createS3Store(files.s3, join(dataDir, 'scratch'));
}
