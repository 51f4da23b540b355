import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { DomainError } from '../../common/errors.js';
import { Secret } from '../../common/redact.js';
import type { Config } from '../../config/config.js';
import { Cipher } from './cipher.js';

const MIN_LENGTH = 32;
/** A key with fewer different characters was typed, not made. */
const MIN_DISTINCT = 10;
const KNOWN_DEFAULT = /change.?me|default|example|placeholder|your.?secret|secret.?key|password|0123456789abcdef/i;

/**
 * The cipher with the key that the configuration names. The embedded catalogue's first start makes a key file (0600) in
 * the data directory; call this before the catalogue's file is made.
 * @throws DomainError `secret-key` saying what is wrong with the key and how to get a good one
 */
export async function loadCipher(config: Config): Promise<Cipher> {
  const { key, keyFile, oldKeys } = config.secrets;
  const current = key ?? (keyFile === null ? await ownKey(config) : await keyFrom(keyFile));
  for (const each of [current, ...oldKeys]) assertGood(each);
  return new Cipher(current, oldKeys);
}

async function ownKey({ dataDir, catalogue }: Config): Promise<Secret> {
  const path = join(dataDir, 'secret.key');
  if (existsSync(path)) return keyFrom(path);
  if (catalogue.engine !== 'sqlite') {
    throw refused('With a catalogue on a server, SESHAT_SECRET_KEY or SESHAT_SECRET_KEY_FILE must be set.');
  }
  if (existsSync(catalogue.path)) {
    throw refused(
      `The key file ${path} is gone, but the catalogue is there. Restore the file from a backup; or put a new key into ` +
        'it, and enter the stored passwords of the sources again.',
    );
  }
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const made = randomBytes(32).toString('base64');
  await writeFile(path, `${made}\n`, { mode: 0o600, flag: 'wx' });
  return new Secret(made);
}

async function keyFrom(path: string): Promise<Secret> {
  try {
    return new Secret((await readFile(path, 'utf8')).trim());
  } catch (error) {
    throw refused(`The key file ${path} cannot be read. Check that it is there and its permissions.`, error);
  }
}

function assertGood(secret: Secret): void {
  const text = secret.reveal();
  if (text.length < MIN_LENGTH) throw refused(`The secret key is shorter than ${MIN_LENGTH} characters.`);
  if (new Set(text).size < MIN_DISTINCT || KNOWN_DEFAULT.test(text)) {
    throw refused('The secret key is one that everybody could guess.');
  }
}

function refused(message: string, cause?: unknown): DomainError {
  return new DomainError('secret-key', `${message} Make a key with: openssl rand -base64 32`, { cause });
}
