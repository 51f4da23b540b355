import { constants } from 'node:fs';
import { open, realpath } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { InvalidInputError } from '../../common/errors.js';
import { Secret } from '../../common/redact.js';
import { environmentValue } from '../../config/environment-value.js';

const REFERENCE = /^(env|file):(.+)$/;
const PLAIN_NAME = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,254}$/;
const MAX_BYTES = 65_536;

/** Whether a text is a reference (`env:NAME`, `file:NAME`) and not a secret itself. */
export function isSecretReference(text: string): boolean {
  return REFERENCE.test(text);
}

/** Finds the secrets that references stand for; asked at each use, so that a changed file or variable counts at once. */
export class SecretResolver {
  /** `directory` is the one that `file:` looks into; null refuses such references. */
  constructor(private readonly directory: string | null) {}

  /** @throws InvalidInputError saying what to set; never what the secret is */
  async resolve(reference: string): Promise<Secret> {
    const [, kind, name = ''] = REFERENCE.exec(reference) ?? [];
    if (kind === 'env') return this.#fromEnvironment(name);
    if (kind === 'file') return this.#fromFile(name);
    throw new InvalidInputError('A reference to a secret is env:NAME or file:NAME.');
  }

  #fromEnvironment(name: string): Secret {
    const value = environmentValue(name);
    if (value !== undefined) return new Secret(value);
    throw new InvalidInputError(
      `The variable of the reference env:${name} is not set for the server. Set it (SESHAT_… variables cannot be used).`,
    );
  }

  async #fromFile(name: string): Promise<Secret> {
    if (this.directory === null) {
      throw new InvalidInputError('References to files need SESHAT_SECRETS_DIR: the directory they may lie in.');
    }
    if (!PLAIN_NAME.test(name)) {
      throw new InvalidInputError('A reference file:NAME names a file of SESHAT_SECRETS_DIR, without a path.');
    }
    const text = await readInside(this.directory, name).catch(() => null);
    if (text === null) {
      throw new InvalidInputError(`The reference file:${name} cannot be read. Put the file into SESHAT_SECRETS_DIR.`);
    }
    return new Secret(text);
  }
}

/** The file's text without its last line break; null when it lies outside, is no regular file, is empty or too long. */
async function readInside(directory: string, name: string): Promise<string | null> {
  const root = await realpath(directory);
  const path = await realpath(join(root, name));
  if (!path.startsWith(root + sep)) return null;
  // Not blocking: a pipe in the file's place would wait for ever.
  const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const stat = await file.stat();
    if (!stat.isFile() || stat.size === 0 || stat.size > MAX_BYTES) return null;
    return (await file.readFile('utf8')).replace(/\r?\n$/, '');
  } finally {
    await file.close();
  }
}
