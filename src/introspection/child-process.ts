import { fork, type ChildProcess } from 'node:child_process';
import type { Readable } from 'node:stream';
import { SourceError } from '../common/errors.js';
import { childEntry } from './child-entry.js';
import { ChildWatch, type ChildDeadlines } from './child-watch.js';
import { LineSplitter } from './line-splitter.js';
import { DATA_FD, parseLine, protocolError, type ChildFailure, type ChildLine, type ChildRequest } from './protocol.js';
import { placeOf } from './source-errors.js';
import { redactor } from './redact.js';

/** What one child may use. */
export interface ChildLimits extends ChildDeadlines {
  /** V8's heap cap, MiB. */
  readonly memoryMb: number;
  /** The whole answer, MiB: beyond it the parent's own memory is at stake. */
  readonly answerMb: number;
}

export interface ChildTask {
  readonly request: ChildRequest;
  readonly limits: ChildLimits;
  readonly signal: AbortSignal;
  /** Another file to run than our own child: tests of children that misbehave. */
  readonly entry?: string;
  /** Each line as it comes. Throwing ends the child and rejects the run. */
  onLine(line: ChildLine): void;
}

const STDERR_KEPT = 4096;
/** A reader makes much that dies at once: starting at V8's full young space saves it a fifth of its time (measured). */
const YOUNG_SPACE = '--min-semi-space-size=16';

/**
 * Runs one request in a child process of its own and resolves when that has ended well; whatever happens, the child
 * is gone when this settles. Node's flags and environment are not handed down: the child gets the request and no more.
 * @throws SourceError, or the signal's reason
 */
export async function runChild(task: ChildTask): Promise<void> {
  const { request, limits, signal } = task;
  signal.throwIfAborted();
  const child = fork(task.entry ?? (await childEntry()), [], {
    env: {},
    execArgv: [`--max-old-space-size=${limits.memoryMb}`, YOUNG_SPACE],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc', 'pipe'],
  });
  const ended = exitOf(child);
  const stderr = tailOf(child.stderr);
  const watch = new ChildWatch(child, limits, placeOf(request.connection), (token) => cancelElsewhere(task, token));
  const abort = (): void => watch.stop(signal.reason);
  signal.addEventListener('abort', abort);
  if (signal.aborted) abort();
  let failure: ChildFailure | undefined;
  try {
    child.send(request, () => undefined); // a child that died already tells so by its exit
    failure = await receive(child, task, watch);
  } catch (error) {
    watch.kill(error);
  }
  // All is said: what remains is the farewell, and that has its own short limit.
  watch.expectExit();
  const exit = await ended;
  signal.removeEventListener('abort', abort);
  await watch.settled();
  if (watch.reason !== undefined) throw watch.reason;
  if (failure) throw new SourceError(failure.failure, failure.message, failure.transient, failure);
  // Whether what it had said was the whole is seen by its end line.
  if (exit !== 'code 0' && !watch.dismissed)
    throw deathOf(exit, redactor([request.connection.password])(stderr()), limits);
}

/** Takes the lines until the child closes them; the failure that it told, if any. */
async function receive(child: ChildProcess, task: ChildTask, watch: ChildWatch): Promise<ChildFailure | undefined> {
  const splitter = new LineSplitter(task.limits.answerMb * 1024 * 1024);
  let failure: ChildFailure | undefined;
  let last: ChildLine['tag'] | undefined;
  for await (const chunk of child.stdio[DATA_FD] as Readable) {
    watch.alive();
    for (const text of splitter.push(chunk as Buffer)) {
      if (last === 'E' || last === 'B' || last === 'F') throw protocolError('it went on after its end');
      const line = parseLine(text);
      last = line.tag;
      if (line.tag === 'O') watch.opened(line.body.cancelToken);
      if (line.tag === 'F') failure = line.body;
      else task.onLine(line);
    }
  }
  if (splitter.rest > 0 && watch.reason === undefined) throw protocolError('a line was cut');
  return failure;
}

/** A second, tiny child that ends the first one's query on the source, when that one answers no more. */
async function cancelElsewhere(task: ChildTask, token: string): Promise<void> {
  if (task.request.kind === 'cancel') return;
  const { connection, addresses, limits } = task.request;
  const deadlines = { openMs: task.limits.killMs, idleMs: task.limits.killMs, killMs: 0 };
  await runChild({
    request: { kind: 'cancel', connection, addresses, limits, token },
    limits: { ...task.limits, ...deadlines },
    signal: new AbortController().signal,
    entry: task.entry,
    onLine: () => undefined,
  });
}

/** How the child ended: `code 0`, `signal SIGKILL`, or why it never began. Resolves once its pipes are closed too. */
function exitOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    child.once('error', (error) => resolve(`error ${error.message}`));
    child.once('close', (code, signal) => resolve(signal === null ? `code ${code}` : `signal ${signal}`));
  });
}

function tailOf(stream: Readable | null): () => string {
  let tail = '';
  stream?.setEncoding('utf8').on('data', (text: string) => (tail = (tail + text).slice(-STDERR_KEPT)));
  return () => tail;
}

function deathOf(exit: string, stderr: string, limits: ChildLimits): SourceError {
  if (/heap out of memory|Reached heap limit/.test(stderr)) {
    const text = `The reader needed more than its ${limits.memoryMb} MB of memory. `;
    return new SourceError('protocol', `${text}Raise that limit, or narrow the scope by schemas or patterns.`);
  }
  if (exit.startsWith('error ')) return new SourceError('other', `The reader could not be started: ${exit.slice(6)}.`);
  if (exit === 'code 70') {
    return protocolError(`the driver failed on what the server sent (${stderr.split('\n', 1)[0]?.slice(0, 300)})`);
  }
  return protocolError(`its process died (${exit})`);
}
