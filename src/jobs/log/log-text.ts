import { redactValues } from '../../common/redact.js';
import { escapeUnseen } from '../../common/text.js';

/** Bytes of UTF-8 that one message may have. */
export const MESSAGE_BYTES = 4096;

const encoder = new TextEncoder();

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
