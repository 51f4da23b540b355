import pg from 'pg';

/** A row as the server sends it: text or null, column by column. */
export type RawRow = readonly (string | null)[];

/** Rows, of up to some 100 KiB each, that may wait for the reader before the socket is paused; a chunk of the socket (64 KiB) comes on top. */
const WAITING_ROWS = 100;
/** Over the server's own limit, so that its answer, which says more, comes first. */
const GRACE_MS = 5000;

const AS_TEXT = { getTypeParser: () => (text: string) => text };

/**
 * Asks one query and yields its rows in batches as they arrive; the socket is paused while the reader is behind, so that
 * memory stays bounded. A server that falls silent for longer than its own limit has its connection cut (ETIMEDOUT).
 */
export async function* streamRows<R extends RawRow>(
  client: pg.Client,
  text: string,
  values: readonly unknown[],
  limitMs: number,
): AsyncGenerator<R[]> {
  let rows: R[] = [];
  let ended = false;
  let failure: Error | undefined;
  let wake: (() => void) | undefined;
  const config = { text, values: [...values], rowMode: 'array', types: AS_TEXT };
  const query = new pg.Query<R, unknown[]>(config);
  const cut = (): void => {
    client.connection.stream.destroy(Object.assign(new Error('no answer'), { code: 'ETIMEDOUT' }));
  };
  query.on('row', (row) => {
    rows.push(row);
    if (rows.length === WAITING_ROWS) client.connection.stream.pause();
    wake?.();
  });
  query.on('error', (error) => {
    failure = error;
    wake?.();
  });
  query.on('end', () => {
    ended = true;
    wake?.();
  });
  client.query(query);
  while (!ended && !failure) {
    if (rows.length === 0) {
      // Only while we wait: the time that the reader itself takes is not the server's.
      const silence = setTimeout(cut, limitMs + GRACE_MS);
      await new Promise<void>((resolve) => (wake = resolve));
      clearTimeout(silence);
    }
    const batch = rows;
    rows = [];
    if (batch.length >= WAITING_ROWS) client.connection.stream.resume();
    if (batch.length > 0) yield batch;
  }
  if (failure) throw failure;
  if (rows.length > 0) yield rows;
}

/** All rows of a query that has few, or short ones. */
export async function allRows<R extends RawRow>(
  client: pg.Client,
  text: string,
  values: readonly unknown[],
  limitMs: number,
): Promise<R[]> {
  const all: R[] = [];
  for await (const batch of streamRows<R>(client, text, values, limitMs)) {
    for (const row of batch) all.push(row);
  }
  return all;
}
