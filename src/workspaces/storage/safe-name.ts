import { InvalidInputError } from '../../common/errors.js';

const MAX_BYTES = 120;
const MAX_KEY_LENGTH = 560;
/** What one file system or another refuses, a shell or a header acts upon, or the eye does not see. */
const UNSAFE = /[^\p{L}\p{M}\p{N} ._()+,=@~#-]/gu;
/** Names of devices on Windows, with any extension. */
const DEVICE = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;
/** Names of directories of ours beside the files of a job. */
const OURS = /^(job|attempt)_\d+$/i;

/**
 * The name of a file, made safe on every file system: no directory, no hidden file, no control or odd character, at
 * most 120 bytes of UTF-8, its extension kept.
 */
export function safeName(given: string): string {
  const last = given.split(/[/\\]/).at(-1) ?? '';
  const plain = last.normalize('NFC').replace(UNSAFE, '_').replace(/^[. ]+/, '').replace(/[. ]+$/, ''); // prettier-ignore
  const name = shortened(plain === '' ? 'file' : plain);
  return DEVICE.test(name) || OURS.test(name) ? `_${name}` : name;
}

/** Whether a name is one that {@link safeName} leaves as it is. */
export function isSafeName(name: string): boolean {
  return safeName(name) === name;
}

/** The name with a number before its extension: `report_1.csv`. */
export function numberedName(name: string, number: number): string {
  const { stem, extension } = parts(name);
  const tail = `_${number}${extension}`;
  return `${cut(stem, MAX_BYTES - Buffer.byteLength(tail))}${tail}`;
}

/**
 * The parts of a key of the file store.
 * @throws InvalidInputError when it leads anywhere else
 */
export function keyParts(key: string): string[] {
  const found = key.split('/');
  if (key.length <= MAX_KEY_LENGTH && found.every((part) => isKeyPart(part))) return found;
  throw new InvalidInputError(
    'This is no place of the file store: a part of it is empty, too long or has odd characters.',
  );
}

function isKeyPart(part: string): boolean {
  return OURS.test(part) || isSafeName(part);
}

function shortened(name: string): string {
  if (Buffer.byteLength(name) <= MAX_BYTES) return name;
  const { stem, extension } = parts(name);
  return `${cut(stem, MAX_BYTES - Buffer.byteLength(extension))}${extension}`.replace(/[. ]+$/, '');
}

/** An extension is short; what follows a dot beyond that belongs to the stem. */
function parts(name: string): { readonly stem: string; readonly extension: string } {
  const extension = /(?<=.)(\.[\p{L}\p{N}]{1,12}){1,2}$/u.exec(name)?.[0] ?? '';
  return { stem: name.slice(0, name.length - extension.length), extension };
}

/** At most so many bytes of UTF-8, never half a character. */
function cut(text: string, bytes: number): string {
  let result = '';
  let length = 0;
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    length += Buffer.byteLength(segment);
    if (length > bytes) break;
    result += segment;
  }
  return result === '' ? 'file'.slice(0, Math.max(1, bytes)) : result;
}
