import { ConflictError, NotFoundError } from '../../common/errors.js';
import { escapeUnseen } from '../../common/text.js';

const UUID = /^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

/**
 * The id of the one thing of exactly this name; an id stands for itself.
 * @throws NotFoundError, ConflictError `name-ambiguous`
 */
export function oneNamed(name: string, things: readonly { readonly id: string; readonly name: string }[]): string {
  if (UUID.test(name)) return name;
  const found = things.filter((one) => one.name === name);
  const shown = escapeUnseen(name);
  if (found.length > 1) {
    throw new ConflictError('name-ambiguous', `Several sources are named "${shown}": give the id of one of them.`);
  }
  if (!found[0]) throw new NotFoundError('source', `"${shown}"`);
  return found[0].id;
}
