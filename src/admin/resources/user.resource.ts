import { ROLES, type Role } from '../../common/actor.js';
import type { UserService } from '../../auth/user.service.js';
import type { UserView } from '../../auth/user-actor.js';
import type { ResourcePort, Row } from '../resource/service-resource.js';
import { filterText } from './sort.js';

const row = (user: UserView): Row => ({
  id: user.id,
  login: user.login,
  name: user.name,
  role: user.role,
  disabled: user.disabledAt !== null,
  createdAt: user.createdAt,
  lastLoginAt: user.lastLoginAt,
});

/** Who may sign in; for administrators. There are few: the list is filtered here. */
export function userResource(users: UserService): ResourcePort {
  return {
    id: 'User',
    fields: [
      { path: 'id' },
      { path: 'login', isTitle: true, editable: true, required: true },
      { path: 'name', editable: true },
      { path: 'role', values: ROLES, editable: true },
      { path: 'password', type: 'password', writeOnly: true },
      { path: 'disabled', type: 'boolean', editable: true },
      { path: 'createdAt', type: 'datetime' },
      { path: 'lastLoginAt', type: 'datetime' },
    ],
    async list(actor, query) {
      const [wanted, role] = [(filterText(query, 'login') ?? '').toLowerCase(), filterText(query, 'role')];
      const found = (await users.list(actor)).filter(
        (user) => `${user.login} ${user.name.toLowerCase()}`.includes(wanted) && (!role || user.role === role),
      );
      return { total: found.length, rows: found.slice(query.offset, query.offset + query.limit).map(row) };
    },
    get: async (actor, id) => row(await users.get(actor, id)),
    async create(actor, values) {
      const { login = '', name, password = '', role } = values as Record<string, string | undefined>;
      const { user } = await users.add(actor, { login, password, role: roleOf(role), ...(name && { name }) });
      return row(user);
    },
    async update(actor, id, values) {
      const before = await users.get(actor, id);
      const { name, password, role } = values as Record<string, string | undefined>;
      if (name && name !== before.name) await users.rename(actor, id, name);
      if ('role' in values && roleOf(role) !== before.role) await users.setRole(actor, id, roleOf(role));
      if (password) await users.resetPassword(actor, id, password);
      const disabled = values['disabled'] === true || values['disabled'] === 'true';
      if ('disabled' in values && disabled !== (before.disabledAt !== null)) {
        await (disabled ? users.disable(actor, id) : users.enable(actor, id));
      }
      return row(await users.get(actor, id));
    },
    remove: (actor, id) => users.delete(actor, id),
  };
}

const roleOf = (text: string | undefined): Role | null => ROLES.find((role) => role === text) ?? null;
