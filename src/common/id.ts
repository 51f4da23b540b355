import { v7 } from 'uuid';

/** A new UUIDv7: sorts by the time it was made. Made before the insert, so that ciphers and logs can name the row. */
export function newId(): string {
  return v7();
}
