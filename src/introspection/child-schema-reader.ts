import type { SnapshotEntry } from '../common/snapshot.js';
import { runChild } from './child-process.js';
import { checkEgress, type EgressPolicy } from './egress.js';
import type { ProbeResult, ReadLimits, ReadScope, SourceConnection } from './engine.js';
import { protocolError, type ChildLine, type ChildRequest, type ReadEnd } from './protocol.js';
import { withRetries } from './retry.js';
import { SchemaReader, type ReadResult, type ReadWatch } from './schema-reader.js';
import { checkPath, type PathPolicy } from './source-path.js';

/** What readers may do and spend; plain values, given by whoever knows the configuration. */
export interface ReaderSettings {
  readonly limits: ReadLimits;
  /** Heap of the child, MiB. */
  readonly memoryMb: number;
  /** The greatest snapshot that is taken in, MiB. */
  readonly answerMb: number;
  /** From a cancel to SIGKILL, ms (CONTRACT 9). */
  readonly killMs: number;
  readonly egress: EgressPolicy;
  readonly files: PathPolicy;
  /** First wait before a retry, ms; doubled each time. */
  readonly retryBaseMs: number;
  /** Another file to run than our own child: tests of children that misbehave. */
  readonly childEntry?: string;
}

/** CONTRACT's figures; loopback and private addresses allowed, no files. */
export const DEFAULT_READER_SETTINGS: ReaderSettings = {
  limits: { connectMs: 10_000, queryMs: 30_000, lockMs: 3_000, mysqlLockMs: 5_000, attempts: 3 },
  memoryMb: 256,
  answerMb: 1024,
  killMs: 10_000,
  egress: { allowPrivate: true, ports: null },
  files: { directories: [], forbidden: [] },
  retryBaseMs: 1000,
};

/** The driver's own limits come first and know better what happened; these are for children that do not keep them. */
const GRACE_MS = 5_000;
/** What a probe needs beside connecting: starting the child, and its answer. */
const PROBE_SHARE = 0.8;

/** Reads sources in a child process each: see HOUSE decision 5 and protocol.ts. */
export class ChildSchemaReader extends SchemaReader {
  constructor(private readonly settings: ReaderSettings = DEFAULT_READER_SETTINGS) {
    super();
  }

  async probe(connection: SourceConnection, signal: AbortSignal): Promise<ProbeResult> {
    const { connectMs } = this.settings.limits;
    const limits = { ...this.settings.limits, connectMs: connectMs * PROBE_SHARE, queryMs: connectMs * PROBE_SHARE };
    let result: ProbeResult | undefined;
    const request = { kind: 'probe' as const, ...(await this.#target(connection)), limits };
    const onLine = (line: ChildLine): void => {
      if (line.tag === 'B') result = line.body;
    };
    await this.#run(request, signal, onLine, { openMs: connectMs, idleMs: connectMs });
    if (!result) throw protocolError('it ended without a result');
    return result;
  }

  read(connection: SourceConnection, scope: ReadScope, watch: ReadWatch): Promise<ReadResult> {
    const { limits, retryBaseMs } = this.settings;
    return withRetries(() => this.#readOnce(connection, scope, watch), {
      attempts: limits.attempts,
      signal: watch.signal,
      baseMs: retryBaseMs,
      onRetry: (attempt, delayMs, error) => watch.onRetry?.(attempt, delayMs, error),
    });
  }

  async #readOnce(connection: SourceConnection, scope: ReadScope, watch: ReadWatch): Promise<ReadResult> {
    const { limits } = this.settings;
    const { known = [] } = watch;
    const entries = new Map<string, SnapshotEntry>();
    const warnings: string[] = [];
    let end: ReadEnd | undefined;
    const onLine = (line: ChildLine): void => {
      if (line.tag === 'T' || line.tag === 'U') {
        const entry = line.tag === 'T' ? line.entry : unchangedEntry(known[line.known], line.rowEstimate);
        if (entries.has(entry.key)) throw protocolError('a table came twice');
        entries.set(entry.key, entry);
        watch.onTable?.(entry);
      } else if (line.tag === 'W') {
        warnings.push(line.body);
        watch.onWarning?.(line.body);
      } else if (line.tag === 'P') watch.onProgress?.(line.body.step, line.body.done, line.body.total);
      else if (line.tag === 'E') end = line.body;
    };
    const fingerprints = known.map(({ fingerprint }) => fingerprint);
    const target = await this.#target(connection);
    const request = { kind: 'read' as const, ...target, scope, limits, known: fingerprints };
    const openMs = limits.connectMs + GRACE_MS;
    await this.#run(request, watch.signal, onLine, { openMs, idleMs: limits.queryMs + GRACE_MS });
    if (!end) throw protocolError('it ended without an end line');
    if (end.tables !== entries.size || end.warnings !== warnings.length) throw protocolError('tables were lost');
    const { source, queries, rssMb } = end;
    return { source, entries: [...entries.values()], warnings, queries, rssMb };
  }

  /** The connection as the policies let it through, with the addresses to use. */
  async #target(connection: SourceConnection): Promise<Pick<ChildRequest, 'connection' | 'addresses'>> {
    const { egress, files, limits } = this.settings;
    if (connection.engine === 'sqlite') {
      return { connection: { ...connection, path: await checkPath(connection.path, files) }, addresses: [] };
    }
    return { connection, addresses: await checkEgress(connection, egress, limits.connectMs) };
  }

  #run(
    request: ChildRequest,
    signal: AbortSignal,
    onLine: (line: ChildLine) => void,
    deadlines: { openMs: number; idleMs: number },
  ): Promise<void> {
    const { memoryMb, answerMb, killMs, childEntry: entry } = this.settings;
    return runChild({ request, signal, onLine, entry, limits: { memoryMb, answerMb, killMs, ...deadlines } });
  }
}

function unchangedEntry(
  known: Pick<SnapshotEntry, 'key' | 'fingerprint'> | undefined,
  rowEstimate: number | null,
): SnapshotEntry {
  if (!known) throw protocolError('it knows a table that nobody told it of');
  const { key, fingerprint } = known;
  return { key, fingerprint, rowEstimate, problem: false, json: null };
}
