import type { WorkspaceService } from '../../workspaces/workspace.service.js';
import type { Workspace } from '../../workspaces/workspace.entity.js';
import type { WorkspaceInput } from '../../workspaces/workspace-input.js';
import type { ResourcePort, Row } from '../resource/service-resource.js';
import { peoplePatch, seenVersion, VERSION_FIELD } from './people-patch.js';
import { filterText } from './sort.js';

const row = ({ id, name, description, isDefault, createdAt, version }: Workspace): Row => ({
  id,
  name,
  description,
  isDefault,
  createdAt,
  version,
});

/** Groups of sources, jobs and files. There are few: the list is filtered here. */
export function workspaceResource(workspaces: WorkspaceService): ResourcePort {
  return {
    id: 'Workspace',
    fields: [
      { path: 'id' },
      { path: 'name', isTitle: true, editable: true, required: true },
      { path: 'description', type: 'textarea', editable: true },
      { path: 'isDefault', type: 'boolean' },
      { path: 'createdAt', type: 'datetime' },
      VERSION_FIELD,
    ],
    async list(actor, query) {
      const wanted = (filterText(query, 'name') ?? '').toLowerCase();
      const all = (await workspaces.list(actor)).filter(({ name }) => name.toLowerCase().includes(wanted));
      return { total: all.length, rows: all.slice(query.offset, query.offset + query.limit).map(row) };
    },
    get: async (actor, id) => row(await workspaces.get(actor, id)),
    create: async (actor, values) => row(await workspaces.create(actor, values as unknown as WorkspaceInput)),
    async update(actor, id, values) {
      const name = 'name' in values ? { name: String(values['name'] ?? '') } : {};
      const patch = { ...name, ...peoplePatch(values, ['description']) };
      return row(await workspaces.update(actor, id, patch, seenVersion(values)));
    },
    remove: (actor, id) => workspaces.delete(actor, id),
  };
}
