import { SourceError } from '../../common/errors.js';
import type { SourceConnection } from '../../introspection/engine.js';
import { placeOf } from '../../introspection/source-errors.js';

/** The environment variable that a source's password may stand in. */
export const PASSWORD_VARIABLE = 'SESHAT_SOURCE_PASSWORD';

/** Why a source let nobody in when no password was sent to it: that none was given, and how to give one. */
export function noPasswordGiven(connection: SourceConnection): SourceError {
  return new SourceError(
    'authentication',
    `No password was given, and ${placeOf(connection)} does not let the account "${connection.user ?? ''}" in without one. ` +
      `Set ${PASSWORD_VARIABLE}, or write the password into the URL (user:password@host), where other users of this ` +
      'machine could see it. If the account has none, check its name, and that it may come from this machine.',
  );
}
