import { SourceError } from '../common/errors.js';
import type { EngineReader, EngineSession, ReadSink } from './engine.js';
import type { LineSender } from './line-sender.js';
import { bodyLine, type ChildFailure, type ChildRequest } from './protocol.js';
import { readerOf } from './readers.js';
import { redactor } from './redact.js';
import { TableSender } from './table-sender.js';

/** How often a silent child says that its count of queries has moved: a sign of life that a hung query cannot give. */
const ACTIVITY_MS = 1000;

/** Does what the parent asked for, sends the answer, be it a failure, and closes the line; never rejects. */
export async function runRequest(request: ChildRequest, sender: LineSender, stop: AbortSignal): Promise<void> {
  const redact = redactor([request.connection.password]);
  let session: EngineSession | undefined;
  try {
    const reader = await readerOf(request.connection.engine);
    if (request.kind === 'cancel') {
      await reader.cancel(request.connection, request.token, request.limits);
      return;
    }
    const opened = (session = await reader.open(request.connection, request.limits));
    stop.addEventListener('abort', () => void stopQuery(reader, opened, request));
    await sender.send(bodyLine('O', { cancelToken: opened.cancelToken }));
    await sender.flush();
    if (request.kind === 'probe') await sender.send(bodyLine('B', await opened.probe()));
    else await read(request, reader.version, opened, sender);
  } catch (error) {
    await sender.send(bodyLine('F', failureOf(error, redact)));
  } finally {
    // The answer first: a server that hangs at the farewell must not hold it back.
    await sender.close();
    if (session) await farewell(session);
  }
}

async function farewell(session: EngineSession): Promise<void> {
  try {
    await session[Symbol.asyncDispose]();
  } catch {
    // The answer is out; a connection that cannot be closed in order ends with the process.
  }
}

async function read(
  request: Extract<ChildRequest, { kind: 'read' }>,
  readerVersion: number,
  session: EngineSession,
  sender: LineSender,
): Promise<void> {
  let warnings = 0;
  let said = 0;
  const tables = new TableSender(sender, readerVersion, request.known);
  const sink: ReadSink = {
    table: (table, rowEstimate) => tables.table(table, rowEstimate),
    tableOf: (facts, rowEstimate, make) => tables.tableOf(facts, rowEstimate, make),
    progress(step, done, total) {
      void sender.send(bodyLine('P', { step, done, total }));
    },
    warn(message) {
      warnings++;
      void sender.send(bodyLine('W', message));
    },
  };
  const ticker = setInterval(() => {
    if (session.queries !== said) void sender.send(bodyLine('A', { queries: (said = session.queries) }));
    void sender.flush();
  }, ACTIVITY_MS);
  try {
    const source = await session.read(request.scope, sink);
    const rssMb = Math.ceil(process.resourceUsage().maxRSS / 1024);
    await sender.send(bodyLine('E', { tables: tables.count, warnings, queries: session.queries, source, rssMb }));
  } finally {
    clearInterval(ticker);
  }
}

async function stopQuery(reader: EngineReader, session: EngineSession, request: ChildRequest): Promise<void> {
  if (session.cancelToken === null) return;
  // The parent kills this process when the query does not end in time; there is nothing else to do about a failure.
  await reader.cancel(request.connection, session.cancelToken, request.limits).catch(() => undefined);
}

function failureOf(error: unknown, redact: (text: string) => string): ChildFailure {
  if (error instanceof SourceError) {
    const { failure, message, transient, details } = error;
    return { failure, message, transient, details };
  }
  const text = error instanceof Error ? `${error.name}: ${error.message}` : 'unknown error';
  const message = `The reader could not make sense of what the source sent (${redact(text).slice(0, 300)}).`;
  return { failure: 'protocol', message, transient: false, details: {} };
}
