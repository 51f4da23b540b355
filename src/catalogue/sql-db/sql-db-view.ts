import type { SqlDbAccess, SqlDbInput, SqlDbView } from './sql-db-input.js';
import type { SqlDb } from './sql-db.entity.js';

/** A source without its secret; `sqlDb` was read with its `passwordCipher`. */
export function viewOf(sqlDb: SqlDb): SqlDbView {
  const { passwordCipher, workspace: _, ...view } = sqlDb;
  return { ...view, hasPassword: passwordCipher !== null || sqlDb.passwordReference !== null };
}

/** What people entered for a source, without its password. */
export function inputOf(sqlDb: SqlDb): SqlDbInput {
  const {
    name, engine, host, port, path, database, schemas, include, exclude, user, passwordReference, tlsMode, tlsCa, mode,
    language, description, tags,
  } = sqlDb; // prettier-ignore
  return {
    name, engine, host, port, path, database, schemas, include, exclude, user, passwordReference, tlsMode, tlsCa, mode,
    language, description, tags,
  }; // prettier-ignore
}

/** Where a source is, with its password in clear. */
export function connectionWith(
  fields: Omit<SqlDbAccess['connection'], 'password'>,
  password: string | null,
): SqlDbAccess['connection'] {
  const { engine, host, port, path, database, user, tlsMode, tlsCa } = fields;
  return { engine, host, port, path, database, user, password, tlsMode, tlsCa };
}
