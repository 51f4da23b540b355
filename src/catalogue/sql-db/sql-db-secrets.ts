import { Injectable } from '@nestjs/common';
import { assertMay, type Actor } from '../../common/actor.js';
import { InvalidInputError } from '../../common/errors.js';
import { Cipher } from '../../persistence/secrets/cipher.js';
import { SecretResolver } from '../../persistence/secrets/secret-resolver.js';
import type { SqlDbConnectionInput } from './sql-db-input.js';
import { bindingChanges, type SqlDbFields } from './sql-db-validation.js';
import type { SqlDb } from './sql-db.entity.js';

/** What is kept of a secret: at most one of the two. */
export type KeptSecret = Pick<SqlDb, 'passwordCipher' | 'passwordReference'>;

/** The secret part of an input. In a change, what is left out or empty keeps, and null clears. */
export type SecretInput = Pick<SqlDbConnectionInput, 'password' | 'passwordReference'>;

/** A saved source as far as its secret goes. */
export type SecretOwner = Pick<
  SqlDb,
  'id' | 'workspaceId' | 'host' | 'port' | 'user' | 'path' | 'database' | 'tlsMode' | 'tlsCa'
> &
  KeptSecret;

/** Passwords of sources: kept encrypted and bound to their row, or named by a reference. */
@Injectable()
export class SqlDbSecrets {
  constructor(
    private readonly cipher: Cipher,
    private readonly resolver: SecretResolver,
  ) {}

  /** What to keep for a new source. @throws ForbiddenError for a reference that is not an admin's */
  forNew(actor: Actor, id: string, workspaceId: string, input: SecretInput): KeptSecret {
    if (input.passwordReference) assertMay(actor, 'admin', workspaceId);
    return this.kept(id, input);
  }

  /**
   * What to keep after a change. A secret stays bound to where it was entered for: where that changes, it must be entered
   * again, and a reference set by an admin again, because either would be sent to the new place.
   * @throws InvalidInputError naming `password`, ForbiddenError
   */
  afterChange(actor: Actor, before: SecretOwner, after: SqlDbFields, input: SecretInput): KeptSecret {
    const moved = bindingChanges(before, after);
    const had = before.passwordCipher !== null || before.passwordReference !== null;
    const given = isGiven(before, input);
    if (had && moved.length > 0 && !given) {
      const message = `must be entered again, because ${moved.join(', ')} changed: it would be sent to another place`;
      throw new InvalidInputError('The password must be entered again.', [{ path: 'password', message }]);
    }
    if (!given) return { passwordCipher: before.passwordCipher, passwordReference: before.passwordReference };
    // A form sends every field back: the same reference for the same place is no change of it.
    const sameReference = input.passwordReference === before.passwordReference && moved.length === 0;
    if (input.passwordReference && !sameReference) assertMay(actor, 'admin', before.workspaceId);
    return this.kept(before.id, input);
  }

  /** The secret in clear; null when there is none. @throws DomainError saying what to do when it cannot be had */
  async reveal(id: string, { passwordCipher, passwordReference }: KeptSecret): Promise<string | null> {
    if (passwordReference !== null) return (await this.resolver.resolve(passwordReference)).reveal();
    return passwordCipher === null ? null : this.cipher.decrypt(passwordCipher, placeOf(id));
  }

  /** Whether the password was encrypted with a former key. */
  isOutdated({ passwordCipher }: Pick<KeptSecret, 'passwordCipher'>): boolean {
    return passwordCipher !== null && this.cipher.isOutdated(passwordCipher);
  }

  /** The same password, encrypted with the present key. @throws DomainError when it cannot be read */
  renewed(id: string, passwordCipher: string): string {
    return this.cipher.encrypt(this.cipher.decrypt(passwordCipher, placeOf(id)), placeOf(id));
  }

  private kept(id: string, { password, passwordReference }: SecretInput): KeptSecret {
    return {
      passwordCipher: password ? this.cipher.encrypt(password, placeOf(id)) : null,
      passwordReference: passwordReference || null,
    };
  }
}

/** Whether a change says something of the secret. An empty password, as an untouched form sends it, does not. */
function isGiven(before: KeptSecret, { password, passwordReference }: SecretInput): boolean {
  if (password !== undefined && password !== '') return true;
  return Boolean(passwordReference) || (passwordReference !== undefined && before.passwordReference !== null);
}

const placeOf = (row: string) => ({ table: 'sql_db', row, field: 'password' });
