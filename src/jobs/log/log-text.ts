import { redactValues } from '../../common/redact.js';

/** Bytes of UTF-8 that one message may have. */
export const MESSAGE_BYTES = 4096;

/** What a terminal or a page would act upon instead of showing: C0 but tab and newline, C1, bidi, odd separators. */
const UNSEEN = /[\0-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g; // prettier-ignore
const LONE_SURROGATE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

const encoder = new TextEncoder();

/** The text with everything that acts instead of being seen written out, such as `\x1b` and `\u202e`. */
export function escapeUnseen(text: string): string {
  const written = (character: string): string => {
    const code = character.charCodeAt(0);
    return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`;
  };
  return text.replace(UNSEEN, written).replace(LONE_SURROGATE, written);
}

/** The text in at most `maxBytes` of UTF-8; when its end was cut that is said, with the `total` it had. */
export function cutToBytes(text: string, maxBytes: number, total = Buffer.byteLength(text)): string {
  if (total <= maxBytes && Buffer.byteLength(text) <= maxBytes) return text;
  const note = ` … (${total} bytes in all)`;
  const { read } = encoder.encodeInto(text, new Uint8Array(Math.max(0, maxBytes - Buffer.byteLength(note))));
  return text.slice(0, read) + note;
}

/** A message as it is stored: redacted first and whole, so that no cut or escape can leave a part of a secret. */
export function cleanMessage(message: string, secrets: readonly string[]): string {
  const redacted = redactValues(message, secrets);
  return cutToBytes(escapeUnseen(redacted.slice(0, 2 * MESSAGE_BYTES)), MESSAGE_BYTES, Buffer.byteLength(redacted));
}
