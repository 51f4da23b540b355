import type { ApiClient, Json } from './api-client.js';

/** An event of a job's stream. */
export interface JobEvent {
  readonly id: string;
  readonly event: string;
  readonly data: Json;
}

export interface JobStream extends AsyncIterable<JobEvent> {
  readonly status: number;
  readonly headers: Headers;
  /** Everything that came, comments included. */
  text(): string;
}

/** Watches a job. @param query such as `?after=3` */
export async function watchJob(
  client: ApiClient,
  id: string,
  { query = '', lastEventId, signal }: { query?: string; lastEventId?: string; signal?: AbortSignal } = {},
): Promise<JobStream> {
  const resume: Record<string, string> = lastEventId === undefined ? {} : { 'last-event-id': lastEventId };
  const headers = { ...client.headers, ...resume };
  const response = await fetch(`${client.address}/api/jobs/${id}/events${query}`, { headers, signal });
  let text = '';
  async function* events(): AsyncGenerator<JobEvent> {
    const decoder = new TextDecoder();
    let rest = '';
    for await (const chunk of response.body ?? []) {
      const piece = decoder.decode(chunk as Uint8Array, { stream: true });
      text += piece;
      const blocks = (rest + piece).split('\n\n');
      rest = blocks.pop() ?? '';
      for (const block of blocks) {
        const field = (name: string): string => new RegExp(`^${name}: (.*)$`, 'm').exec(block)?.[1] ?? '';
        if (field('event') === '') continue;
        yield { id: field('id'), event: field('event'), data: JSON.parse(field('data')) as Json };
      }
    }
  }
  const iterator = events();
  return {
    status: response.status,
    headers: response.headers,
    text: () => text,
    [Symbol.asyncIterator]: () => iterator,
  };
}

/** All events until the stream ends. */
export async function allEvents(stream: JobStream): Promise<JobEvent[]> {
  const events: JobEvent[] = [];
  for await (const event of stream) events.push(event);
  return events;
}
