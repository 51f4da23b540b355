import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from 'node:crypto';
import { DomainError } from '../../common/errors.js';
import type { Secret } from '../../common/redact.js';

/** Where a ciphertext belongs: it cannot be read when moved to another row or field. */
export interface CipherPlace {
  readonly table: string;
  readonly row: string;
  readonly field: string;
}

interface Key {
  readonly id: string;
  readonly bytes: Buffer;
}

const VERSION = 'v1';
const IV_BYTES = 12;
const TAG_BYTES = 16;

/** Encrypts secrets at rest: AES-256-GCM, `v1:<key id>:<iv, ciphertext and tag in base64url>`. */
export class Cipher {
  readonly #current: Key;
  readonly #keys: ReadonlyMap<string, Key>;

  /** `old` keys can still read; everything is written with `current`. */
  constructor(current: Secret, old: readonly Secret[] = []) {
    this.#current = keyOf(current);
    this.#keys = new Map([...old.map(keyOf), this.#current].map((key) => [key.id, key]));
  }

  encrypt(plain: string, place: CipherPlace): string {
    const iv = randomBytes(IV_BYTES);
    const cipher = createCipheriv('aes-256-gcm', this.#current.bytes, iv).setAAD(boundTo(place));
    const body = Buffer.concat([iv, cipher.update(plain, 'utf8'), cipher.final(), cipher.getAuthTag()]);
    return `${VERSION}:${this.#current.id}:${body.toString('base64url')}`;
  }

  /**
   * @throws DomainError `cipher-key-missing` naming the key it was written with, `cipher-broken` when it was changed, cut
   * or moved
   */
  decrypt(text: string, place: CipherPlace): string {
    const [version, keyId = '', encoded = ''] = text.split(':');
    const body = Buffer.from(encoded, 'base64url');
    if (version !== VERSION || body.length < IV_BYTES + TAG_BYTES) throw broken(place);
    const key = this.#keys.get(keyId);
    if (!key) throw missing(keyId, place);
    const decipher = createDecipheriv('aes-256-gcm', key.bytes, body.subarray(0, IV_BYTES), {
      authTagLength: TAG_BYTES,
    });
    decipher.setAAD(boundTo(place)).setAuthTag(body.subarray(-TAG_BYTES));
    try {
      return decipher.update(body.subarray(IV_BYTES, -TAG_BYTES), undefined, 'utf8') + decipher.final('utf8');
    } catch (error) {
      throw broken(place, error);
    }
  }

  /** 32 bytes for another purpose, such as signing cookies: the same on every server with the key, and no way back to it. */
  derive(purpose: string): Buffer {
    return Buffer.from(hkdfSync('sha256', this.#current.bytes, '', `seshat ${purpose}`, 32));
  }

  /** Whether the text was written with a former key and should be written again. */
  isOutdated(text: string): boolean {
    return text.split(':')[1] !== this.#current.id;
  }
}

function keyOf(secret: Secret): Key {
  const bytes = Buffer.from(hkdfSync('sha256', secret.reveal(), '', 'seshat catalogue cipher', 32));
  return { bytes, id: createHash('sha256').update('seshat key id').update(bytes).digest('hex').slice(0, 8) };
}

function boundTo({ table, row, field }: CipherPlace): Buffer {
  return Buffer.from(JSON.stringify([table, row, field]));
}

function missing(keyId: string, { table, field }: CipherPlace): DomainError {
  return new DomainError(
    'cipher-key-missing',
    `A stored secret (${table}.${field}) was encrypted with the key ${keyId}, which this server does not have. ` +
      'Put that key into SESHAT_OLD_SECRET_KEYS, or enter the secret again.',
  );
}

function broken({ table, field }: CipherPlace, cause?: unknown): DomainError {
  const message = `A stored secret (${table}.${field}) cannot be read: it was changed or moved. Enter it again.`;
  return new DomainError('cipher-broken', message, { cause });
}
