import { DomainError } from '../../common/errors.js';
import type { ByteRange } from '../../workspaces/storage/file-store.js';

/** A part that was asked for, both ends included. */
export type WholeRange = Required<ByteRange>;

const SINGLE = /^bytes=(\d{0,15})-(\d{0,15})$/;

/**
 * What a `Range` header asks for; null for all of it: without a header, and where it is none that we serve (several
 * parts, other units), as the standard lets a server do.
 * @param size of the whole, in bytes
 * @throws DomainError `range-not-satisfiable`
 */
export function byteRange(header: string | undefined, size: number): WholeRange | null {
  const [, from, to] = SINGLE.exec(header ?? '') ?? [];
  if (from === undefined || to === undefined || (from === '' && to === '')) return null;
  const last = size - 1;
  const [start, end] =
    from === ''
      ? [Math.max(0, size - Number(to)), last]
      : [Number(from), to === '' ? last : Math.min(Number(to), last)];
  if (from !== '' && to !== '' && Number(to) < Number(from)) return null;
  if (start > last || (from === '' && Number(to) === 0)) {
    throw new DomainError('range-not-satisfiable', `The file has ${size} bytes: there is no such part of it.`);
  }
  return { start, end };
}
