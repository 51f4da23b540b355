import { hash } from 'node:crypto';
import { SourceError, type SourceFailure } from '../common/errors.js';
import { tableKey, type SnapshotEntry, type SnapshotSource, type SnapshotTable } from '../common/snapshot.js';
import { READ_STEPS, type ProbeResult, type ReadLimits, type ReadScope, type ReadStep } from './engine.js';
import type { SourceConnection } from './engine.js';

/**
 * How a reader's child and its parent talk. The request, with the credential, comes over IPC; answers go back as lines
 * on a descriptor of their own (a stray print on stdout corrupts nothing). A line is a tag, a tab and its fields.
 * Tables: `T key fingerprint rowEstimate problem JSON`, so that the parent need not parse what has not changed; of a table
 * whose fingerprint came with the request no more than `U`, the fingerprint's place in the request, and the estimate.
 */
export const DATA_FD = 4;

/** Raised when the lines or the document change their meaning; part of every fingerprint. */
export const PROTOCOL_VERSION = 1;

/** An address that the egress policy has passed; the child connects to nothing else. */
export interface CheckedAddress {
  readonly address: string;
  readonly family: 4 | 6;
}

interface RequestBase {
  readonly connection: SourceConnection;
  readonly addresses: readonly CheckedAddress[];
  readonly limits: ReadLimits;
}

export type ChildRequest =
  | (RequestBase & {
      readonly kind: 'read';
      readonly scope: ReadScope;
      /** Fingerprints of tables whose documents need not be sent again. */
      readonly known: readonly string[];
    })
  | (RequestBase & { readonly kind: 'probe' })
  | (RequestBase & { readonly kind: 'cancel'; readonly token: string });

/** What the parent may say after the request: end the running query on the source. */
export interface StopMessage {
  readonly kind: 'stop';
}

/** The end of a whole read: without it, or with other counts than arrived, the snapshot is incomplete. */
export interface ReadEnd {
  readonly tables: number;
  readonly warnings: number;
  readonly queries: number;
  readonly source: SnapshotSource;
  /** The child's greatest resident memory, MiB. */
  readonly rssMb: number;
}

export interface ChildFailure {
  readonly failure: SourceFailure;
  readonly message: string;
  readonly transient: boolean;
  readonly details: Readonly<Record<string, unknown>>;
}

/** Everything a child may say, by tag. */
export type ChildLine =
  | { readonly tag: 'T'; readonly entry: SnapshotEntry }
  /** `known`: the place in the request's list. */
  | { readonly tag: 'U'; readonly known: number; readonly rowEstimate: number | null }
  | { readonly tag: 'O'; readonly body: { readonly cancelToken: string | null } }
  | { readonly tag: 'A'; readonly body: { readonly queries: number } }
  | {
      readonly tag: 'P';
      readonly body: { readonly step: ReadStep; readonly done: number; readonly total: number | null };
    }
  | { readonly tag: 'W'; readonly body: string }
  | { readonly tag: 'E'; readonly body: ReadEnd }
  | { readonly tag: 'B'; readonly body: ProbeResult }
  | { readonly tag: 'F'; readonly body: ChildFailure };

type Body<Tag extends ChildLine['tag']> = Extract<ChildLine, { tag: Tag; body: unknown }>['body'];

/** A line of anything but a table, with its line end. */
export function bodyLine<Tag extends Exclude<ChildLine['tag'], 'T' | 'U'>>(tag: Tag, body: Body<Tag>): string {
  return `${tag}\t${JSON.stringify(body)}\n`;
}

/**
 * A table's line, with its line end. JSON text holds no raw tab or line end, whatever the names are.
 * @param json of {@link packTable}
 */
export function tableLine(
  { schema, name, problem }: SnapshotTable,
  json: string,
  fingerprint: string,
  rowEstimate: number | null,
): string {
  const rest = problem === null ? `${fingerprint}\t${estimateOf(rowEstimate)}\t0` : `\t${estimateOf(rowEstimate)}\t1`;
  return `T\t${tableKey(schema, name)}\t${rest}\t${json}\n`;
}

/** The line of a table whose fingerprint is at this place in the request, with its line end. */
export function unchangedLine(known: number, rowEstimate: number | null): string {
  return `U\t${known}\t${estimateOf(rowEstimate)}\n`;
}

const estimateOf = (rows: number | null): string => (rows === null ? '' : String(Math.max(0, Math.round(rows))));

/** @param basis `json`: the packed table; `facts`: what it would be made of */
export function fingerprintOf(basis: 'json' | 'facts', text: string, readerVersion: number): string {
  return hash('sha256', `${PROTOCOL_VERSION}.${readerVersion}.${basis}\n${text}`);
}

/** The error of a child that broke the rules of this file. */
export function protocolError(what: string): SourceError {
  return new SourceError('protocol', `The reader ended badly: ${what}. Nothing was taken over; run it again.`);
}

const UNCHANGED = /^U\t(\d{1,9})\t(\d{0,15})$/;
const TABLE_HEAD = /^T\t([0-9a-f]{64})\t((?:[0-9a-f]{64})?)\t(\d{0,15})\t([01])\t\[/;
const KNOWN_TAGS = new Set<string>(['O', 'A', 'P', 'W', 'E', 'B', 'F']);

/**
 * Reads one line, without its end. Tables are checked by their head only; their JSON is parsed when it is needed.
 * @throws SourceError 'protocol' for anything that is no line of ours
 */
export function parseLine(line: string): ChildLine {
  if (line.startsWith('T')) return { tag: 'T', entry: parseTableLine(line) };
  if (line.startsWith('U')) return parseUnchanged(line);
  const tag = line.slice(0, 1);
  if (!KNOWN_TAGS.has(tag) || line[1] !== '\t') throw protocolError('it said something unknown');
  let body: unknown;
  try {
    body = JSON.parse(line.slice(2));
  } catch {
    throw protocolError('a line was cut');
  }
  if (!bodyFits(tag, body)) throw protocolError(`a line "${tag}" has the wrong form`);
  return { tag, body } as ChildLine;
}

function parseTableLine(line: string): SnapshotEntry {
  const head = TABLE_HEAD.exec(line);
  const problem = head?.[4] === '1';
  if (!head || !line.endsWith(']') || problem !== (head[2] === '')) throw protocolError('a table arrived damaged');
  const [all, key = '', fingerprint = '', estimate = ''] = head;
  return { key, fingerprint, rowEstimate: rowsOf(estimate), problem, json: line.slice(all.length - 1) };
}

function parseUnchanged(line: string): ChildLine {
  const [, known, estimate = ''] = UNCHANGED.exec(line) ?? [];
  if (known === undefined) throw protocolError('a table arrived damaged');
  return { tag: 'U', known: Number(known), rowEstimate: rowsOf(estimate) };
}

const rowsOf = (estimate: string): number | null => (estimate === '' ? null : Number(estimate));

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) >= 0;
const isTexts = (value: unknown): boolean => Array.isArray(value) && value.every((text) => typeof text === 'string');

function bodyFits(tag: string, body: unknown): boolean {
  if (tag === 'W') return typeof body === 'string';
  if (!isRecord(body)) return false;
  switch (tag) {
    case 'O':
      return body.cancelToken === null || typeof body.cancelToken === 'string';
    case 'A':
      return isCount(body.queries);
    case 'P':
      return (READ_STEPS as readonly unknown[]).includes(body.step) && isCount(body.done);
    case 'B':
      return typeof body.version === 'string' && typeof body.latencyMs === 'number' && isTexts(body.schemas);
    case 'F':
      return typeof body.failure === 'string' && typeof body.message === 'string';
    default: {
      const source = body.source;
      const counted = isCount(body.tables) && isCount(body.warnings) && isCount(body.queries);
      return counted && isRecord(source) && typeof source.version === 'string' && isTexts(source.schemas);
    }
  }
}
