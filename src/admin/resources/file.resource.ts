import { FILE_DIRECTORIES, type FileDirectory } from '../../jobs/files/file.entity.js';
import type { FileQueries, FileView } from '../../jobs/files/file-queries.js';
import type { JobFiles } from '../../jobs/files/job-files.js';
import { size } from '../components/format.js';
import type { ResourcePort, Row } from '../resource/service-resource.js';
import { filterText } from './sort.js';

const row = ({ file, source }: FileView): Row => ({
  id: file.id,
  name: file.name,
  directory: file.directory,
  type: file.type,
  size: size(file.size),
  jobId: file.jobId,
  importedBy: source?.importedByName ?? '',
  workspaceId: file.workspaceId,
  createdAt: file.createdAt,
});

/** What jobs made and what was imported for them, newest first. Made by runs and uploads; an import that no job uses can go. */
export function fileResource(queries: FileQueries, files: JobFiles): ResourcePort {
  return {
    id: 'File',
    fields: [
      { path: 'id' },
      { path: 'name', isTitle: true },
      { path: 'directory', values: FILE_DIRECTORIES },
      { path: 'type' },
      { path: 'size' },
      { path: 'jobId', reference: 'Job' },
      { path: 'importedBy' },
      { path: 'workspaceId', reference: 'Workspace' },
      { path: 'createdAt', type: 'datetime' },
      { path: 'content' },
    ],
    async list(actor, query) {
      const { total, items } = await queries.list(actor, {
        q: filterText(query, 'name'),
        type: filterText(query, 'type'),
        directory: filterText(query, 'directory') as FileDirectory | undefined,
        jobId: filterText(query, 'jobId'),
        workspaceId: filterText(query, 'workspaceId'),
        limit: Math.max(query.limit, 1),
        offset: query.offset,
      });
      return { total, rows: items.map(row) };
    },
    get: async (actor, id) => row(await queries.get(actor, id)),
    remove: (actor, id) => files.delete(actor, id),
  };
}
