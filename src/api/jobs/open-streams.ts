import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import type { Response } from 'express';
import type { Actor } from '../../common/actor.js';
import { TooManyRequestsError } from '../../common/errors.js';

/** Streams that one person may have open at once. */
const MAX_STREAMS = 200;
const RETRY_SECONDS = 10;

/** The event streams that are open: bounded for each person, and ended when the server is asked to stop. */
@Injectable()
export class OpenStreams implements OnModuleDestroy {
  private readonly open = new Map<AbortController, string>();

  /**
   * Counts a stream until its answer is closed.
   * @returns aborted when the reader is gone or the server stops
   * @throws TooManyRequestsError `too-many-streams`
   */
  enter({ userId, name }: Actor, response: Response): AbortSignal {
    const who = userId ?? name;
    const count = [...this.open.values()].filter((other) => other === who).length;
    if (count >= MAX_STREAMS) {
      const message = `You watch ${MAX_STREAMS} jobs already. Close some of them first.`;
      throw new TooManyRequestsError('too-many-streams', message, RETRY_SECONDS);
    }
    const controller = new AbortController();
    this.open.set(controller, who);
    response.once('close', () => {
      this.open.delete(controller);
      controller.abort();
    });
    return controller.signal;
  }

  /** The server waits for every answer to end: a stream would never. Its reader comes back, to this server or another. */
  onModuleDestroy(): void {
    for (const controller of this.open.keys()) controller.abort();
  }
}
