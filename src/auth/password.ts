import { randomBytes } from 'node:crypto';
import { hash, verify } from '@node-rs/argon2';

/** Argon2id (the library's default kind) at OWASP's first choice: 19 MiB, two passes, one lane; about 25 ms. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** Without i, l, o and u, which are misread or make words: five bits a character. */
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
/** 28 characters: 140 bits. */
const GROUPS = 7;
const GROUP_LENGTH = 4;

/** The hash of a password in PHC form, with a salt of its own. */
export function hashPassword(password: string): Promise<string> {
  return hash(password, COST);
}

let nobody: Promise<string> | undefined;

/**
 * Whether the password belongs to the hash. Without a hash it takes as long and says no, so that the time of an
 * answer does not tell which users exist.
 */
export async function verifyPassword(passwordHash: string | null, password: string): Promise<boolean> {
  nobody ??= hashPassword(randomBytes(32).toString('hex'));
  const matches = await verify(passwordHash ?? (await nobody), password);
  return matches && passwordHash !== null;
}

/** A password that can be read out: seven groups of four letters and digits, 140 random bits. */
export function generatePassword(): string {
  const characters = [...randomBytes(GROUPS * GROUP_LENGTH)].map((byte) => ALPHABET[byte & 31] ?? '');
  return Array.from({ length: GROUPS }, (_, i) =>
    characters.slice(i * GROUP_LENGTH, (i + 1) * GROUP_LENGTH).join(''),
  ).join('-');
}
