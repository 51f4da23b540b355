import { basename } from 'node:path';
import type { FileView, JobFileView } from '../../jobs/files/file-queries.js';
import { pick } from '../pick.js';
import type { FileDto, JobFileDto } from './file.dto.js';

/** A file as the API shows it; no path of the server is in it. */
export function presentFile({ file, source }: FileView): FileDto {
  const { createdAt, ...shown } = pick(file, [
    ...(['id', 'workspaceId', 'jobId', 'name', 'directory', 'path', 'type'] as const),
    ...(['subType', 'contentFlag', 'annotation', 'size', 'sha256', 'createdAt'] as const),
  ]);
  const from = source && {
    name: basename(source.sourceName),
    ...pick(source, ['importedAt', 'importedById', 'importedByName']),
  };
  return { ...shown, createdAt, source: from };
}

export function presentJobFile({ role, parameterName, ...view }: JobFileView): JobFileDto {
  return { ...presentFile(view), role, parameterName };
}
