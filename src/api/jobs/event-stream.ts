import { once } from 'node:events';
import type { Response } from 'express';

/** Keeps proxies from taking the silence for an end. */
const HEARTBEAT_MS = 15_000;
/** How long a browser waits before it comes back. */
const RETRY_MS = 2_000;

/** An event as it is sent; `data` becomes JSON. */
export interface StreamEvent {
  /** What `Last-Event-ID` resumes after. */
  readonly id: string;
  readonly event: string;
  readonly data: unknown;
}

/**
 * Sends events until there are no more, or the reader is gone (then `signal` is aborted by whoever made it).
 * Waits for a slow reader instead of heaping events up. Ends the answer, and leaves no timer behind.
 */
export async function sendEvents(
  response: Response,
  events: AsyncIterable<StreamEvent>,
  signal: AbortSignal,
): Promise<void> {
  response.status(200).set({
    'Content-Type': 'text/event-stream; charset=utf-8',
    'Cache-Control': 'no-store, no-transform',
    'X-Accel-Buffering': 'no',
  });
  response.flushHeaders();
  response.write(`retry: ${RETRY_MS}\n\n`);
  const heartbeat = setInterval(() => {
    if (!response.writableNeedDrain) response.write(': still here\n\n');
  }, HEARTBEAT_MS).unref();
  try {
    for await (const { id, event, data } of events) {
      // JSON has no line feeds of its own, so no data can pose as another field.
      if (response.write(`id: ${id}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`)) continue;
      await once(response, 'drain', { signal });
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    clearInterval(heartbeat);
    response.end();
  }
}
