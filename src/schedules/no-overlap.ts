import type { Logger } from '@nestjs/common';
import { errorText } from '../common/errors.js';

/**
 * A tick that is dropped while the one before still works, and whose failure is said and not thrown: once, until it
 * works again. While the catalogue is away every tick fails.
 */
export function withoutOverlap(what: string, logger: Logger, work: () => Promise<void>): () => Promise<void> {
  let busy = false;
  let failing = false;
  return async () => {
    if (busy) return;
    busy = true;
    try {
      await work();
      if (failing) logger.log(`${what} works again.`);
      failing = false;
    } catch (error) {
      if (!failing) logger.warn(`${what} failed and is tried again at its next time: ${errorText(error)}`);
      failing = true;
    } finally {
      busy = false;
    }
  };
}
