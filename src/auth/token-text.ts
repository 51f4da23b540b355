import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

const PREFIX_BYTES = 6;
const SECRET_BYTES = 32;
const FORM = /^seshat_([0-9a-f]{12})_[0-9a-f]{64}$/;

/** A new token: what its holder keeps, and what is stored of it. */
export interface NewToken {
  /** `seshat_<prefix>_<secret>`, the secret of 256 random bits in hexadecimal. */
  readonly text: string;
  readonly prefix: string;
  /** SHA-256 (hex) of the text. */
  readonly hash: string;
}

export function newToken(): NewToken {
  const prefix = randomBytes(PREFIX_BYTES).toString('hex');
  const text = `seshat_${prefix}_${randomBytes(SECRET_BYTES).toString('hex')}`;
  return { text, prefix, hash: sha256(text) };
}

/** The prefix within a token's text, or null when it has not the form of one. */
export function prefixOf(text: string): string | null {
  return FORM.exec(text)?.[1] ?? null;
}

/** Whether the text has that hash; takes as long whatever the answer. */
export function hasHash(text: string, hash: string): boolean {
  const [given, wanted] = [Buffer.from(sha256(text)), Buffer.from(hash)];
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}

/** SHA-256 (hex): enough for what has 256 random bits of its own. */
export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
