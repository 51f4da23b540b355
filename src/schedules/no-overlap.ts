import type { Logger } from '@nestjs/common';
import { errorText } from '../common/errors.js';

/** A tick that is dropped while the one before still works, and whose failure is said and not thrown. */
export function withoutOverlap(what: string, logger: Logger, work: () => Promise<void>): () => Promise<void> {
  let busy = false;
  return async () => {
    if (busy) return;
    busy = true;
    try {
      await work();
    } catch (error) {
      logger.warn(`${what} failed and is tried again at its next time: ${errorText(error)}`);
    } finally {
      busy = false;
    }
  };
}
