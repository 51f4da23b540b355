import type { Logger } from '@nestjs/common';
import { errorText } from '../../../common/errors.js';

/** Says once that Redis is away, and once that it is back. */
export class Outage {
  private away = false;

  constructor(private readonly logger: Pick<Logger, 'warn' | 'log'>) {}

  /** @param error why; only its words are said, because an error of Redis carries the command it refused */
  begins(error: unknown): void {
    if (this.away) return;
    this.away = true;
    const why = errorText(error);
    this.logger.warn(`The queue's Redis cannot be used (${why}). Jobs are accepted and wait in the catalogue; it is tried again.`); // prettier-ignore
  }

  ends(): void {
    if (!this.away) return;
    this.away = false;
    this.logger.log("The queue's Redis can be used again.");
  }
}
