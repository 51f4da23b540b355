import { ConflictError, SourceError } from '../../common/errors.js';
import type { SnapshotEntry, SnapshotTable } from '../../common/snapshot.js';
import type { Breather } from './breather.js';
import type { DiffInput, DiffScope } from './diff-types.js';
import type { KnownTable } from './picture.js';
import type { Candidate, PlanState, TableNode } from './plan-state.js';

/** The tables of a snapshot by what is to be done with them. */
export interface Verdicts {
  /** To be inserted; `problem`: without columns, because it could not be read. */
  readonly created: Candidate[];
  /** Another document than last time, or missing until now. */
  readonly changed: Candidate[];
  /** Catalogued, and could not be read. */
  readonly unreadable: Candidate[];
  /** The same document as last time. */
  readonly unchanged: Candidate[];
  /** Catalogued, and not in the snapshot. */
  readonly vanished: TableNode[];
}

/** Whether the snapshot is the whole list of tables, so that what it lacks is gone. */
export const listsAll = (scope: DiffScope): boolean => scope === 'all' || scope === 'tables';

/**
 * Sorts the tables of a snapshot by comparing fingerprints; only documents of new ones are parsed.
 * @throws ConflictError `empty-list` or `confirmation-required` (CONTRACT 6)
 */
export async function classify(
  input: DiffInput,
  known: ReadonlyMap<string, KnownTable>,
  state: PlanState,
  breather: Breather,
): Promise<Verdicts> {
  const verdicts: Verdicts = { created: [], changed: [], unreadable: [], unchanged: [], vanished: [] };
  for (const table of known.values()) state.nodes.set(table.key, nodeOf(table));
  const seen = new Set<string>();
  for (const entry of input.entries) {
    if (breather.due) await breather.rest();
    if (seen.has(entry.key))
      throw new SourceError('protocol', 'The reader sent a table twice: its list is not to be trusted.');
    seen.add(entry.key);
    sort(entry, input, state, verdicts);
  }
  if (listsAll(input.scope)) {
    for (const node of state.nodes.values()) {
      if (node.known?.missingSince === null && !seen.has(node.key)) verdicts.vanished.push(node);
    }
    verdicts.vanished.sort((a, b) => (a.schema === b.schema ? compare(a.name, b.name) : compare(a.schema, b.schema)));
    const live = [...known.values()].filter((table) => table.missingSince === null).length;
    refuseLoss(input, live, verdicts.vanished.length);
  }
  return verdicts;
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function sort(entry: SnapshotEntry, input: DiffInput, state: PlanState, verdicts: Verdicts): void {
  const node = state.nodes.get(entry.key);
  if (!node?.known) {
    // The single steps for columns and relationships go by the tables that are catalogued.
    if (!listsAll(input.scope)) return;
    const document = input.parse(entry);
    const created = newNode(entry.key, document);
    state.nodes.set(entry.key, created);
    verdicts.created.push({ node: created, entry, document });
    return;
  }
  const candidate = { node, entry, document: null };
  if (entry.problem) verdicts.unreadable.push(candidate);
  else if (node.known.fingerprint === entry.fingerprint && node.known.missingSince === null)
    verdicts.unchanged.push(candidate);
  else verdicts.changed.push(candidate);
}

function nodeOf(known: KnownTable): TableNode {
  const { id, key, schema, name } = known;
  return { id, key, schema, name, known, columns: null };
}

function newNode(key: string, { schema, name }: SnapshotTable): TableNode {
  return { id: 0, key, schema, name, known: null, columns: new Map() };
}

function refuseLoss(input: DiffInput, live: number, vanished: number): void {
  if (input.entries.length === 0 && live > 0) {
    throw new ConflictError(
      'empty-list',
      `The source lists no tables, where there were ${live}. Nothing was published. ` +
        "Check the account's privileges, the schemas and the include and exclude patterns.",
      { details: { live } },
    );
  }
  if (vanished * 2 > live && !input.acceptLoss) {
    throw new ConflictError(
      'confirmation-required',
      `${vanished} of ${live} tables have vanished from the source. Nothing was published. ` +
        'If that is right, start again and accept the loss; if not, check the account, the schemas and the patterns.',
      { details: { live, vanished } },
    );
  }
}
