import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import type { Response } from 'express';
import type { Actor } from '../../common/actor.js';
import { TooManyRequestsError } from '../../common/errors.js';
import type { Credential } from '../../http/request-types.js';

/** Streams that one person may have open at once. */
const MAX_STREAMS = 200;
const RETRY_SECONDS = 10;
/** How often it is looked whether who watches still may; a revoked sign-in is to end within 5 s. */
const CHECK_MS = 2_000;

/** Who watches, and until when. */
export interface Watcher {
  readonly actor: Actor;
  /** What the request was let in by; none where nothing can be revoked. */
  readonly credential: Credential | undefined;
  /** Whether somebody with these roles may go on watching. */
  mayStill(actor: Actor): boolean;
}

/**
 * The event streams that are open: bounded for each person, ended when who watches may no longer – signed out, revoked,
 * expired, disabled, robbed of the role – and when the server is asked to stop.
 */
@Injectable()
export class OpenStreams implements OnModuleDestroy {
  private readonly open = new Map<AbortController, Watcher>();
  private timer: NodeJS.Timeout | null = null;
  private checking = false;

  /**
   * Counts a stream until its answer is closed.
   * @returns aborted when the reader is gone, may watch no longer, or the server stops
   * @throws TooManyRequestsError `too-many-streams`
   */
  enter(watcher: Watcher, response: Pick<Response, 'once'>): AbortSignal {
    const who = personOf(watcher);
    const count = [...this.open.values()].filter((other) => personOf(other) === who).length;
    if (count >= MAX_STREAMS) {
      const message = `You watch ${MAX_STREAMS} jobs already. Close some of them first.`;
      throw new TooManyRequestsError('too-many-streams', message, RETRY_SECONDS);
    }
    const controller = new AbortController();
    this.open.set(controller, watcher);
    this.timer ??= setInterval(() => void this.check(), CHECK_MS).unref();
    response.once('close', () => {
      this.leave(controller);
      controller.abort();
    });
    return controller.signal;
  }

  /** The server waits for every answer to end: a stream would never. Its reader comes back, to this server or another. */
  onModuleDestroy(): void {
    for (const controller of this.open.keys()) controller.abort();
    if (this.timer) clearInterval(this.timer);
  }

  /** Ends the streams of those who may watch no longer; each session and token is looked up once. */
  private async check(): Promise<void> {
    if (this.checking) return;
    this.checking = true;
    const actors = new Map<string, Promise<Actor | null>>();
    const look = async ([controller, { credential, mayStill }]: [AbortController, Watcher]): Promise<void> => {
      if (!credential) return;
      const asked = actors.get(credential.key) ?? credential.actor();
      actors.set(credential.key, asked);
      const actor = await asked;
      if (!actor || !mayStill(actor)) controller.abort();
    };
    // While the catalogue is away nobody is known, and nothing can be watched either.
    await Promise.all([...this.open].map((entry) => look(entry).catch(() => undefined)));
    this.checking = false;
  }

  private leave(controller: AbortController): void {
    this.open.delete(controller);
    if (this.open.size > 0 || !this.timer) return;
    clearInterval(this.timer);
    this.timer = null;
  }
}

function personOf({ actor: { userId, name } }: Watcher): string {
  return userId ?? name;
}
