import { SourceError } from '../../common/errors.js';
import type { SnapshotEntry, SnapshotSource } from '../../common/snapshot.js';
import type { Transactions } from '../../persistence/transactions.js';
import { Breather } from './breather.js';
import type { DiffOptions } from './diff-types.js';
import { movedEstimate } from './estimates.js';
import { linkTargets } from './link-targets.js';
import type { KnownTable } from './picture.js';
import { listsAll, type DiffPlan, type PlanStart } from './plan.js';
import { planChanged } from './plan-changed.js';
import { planNew } from './plan-new.js';
import { findTargets } from './plan-relationships.js';
import { list, PlanState, type Candidate, type TableNode } from './plan-state.js';
import { countColumns } from './plan-table.js';
import { refuseLoss } from './refuse-loss.js';
import { storable } from './storable.js';
import { summarise } from './summarise.js';

/**
 * A comparison in the making. It takes the tables of a snapshot one by one, as they are read: what is new is planned at
 * once, what is unchanged is counted, unparsed; only what has changed waits for the end.
 */
export class PlanBuilder {
  readonly #state: PlanState;
  readonly #seen = new Set<string>();
  readonly #changed: Candidate[] = [];
  readonly #unreadable: Candidate[] = [];

  constructor(
    private readonly transactions: Transactions,
    private readonly start: PlanStart,
    private readonly options: DiffOptions,
  ) {
    this.#state = new PlanState(start.known);
  }

  /** The same comparison from its beginning, for a reading that begins anew. */
  again(): PlanBuilder {
    return new PlanBuilder(this.transactions, this.start, this.options);
  }

  /** The tables that are there, as they were read last: of one that comes with this fingerprint no document is needed. */
  get known(): readonly Pick<SnapshotEntry, 'key' | 'fingerprint'>[] {
    return [...this.start.known.values()].filter(({ missingSince }) => missingSince === null);
  }

  /** @throws SourceError `protocol` for a table that came before, or whatever parsing it throws */
  add(entry: SnapshotEntry): void {
    if (this.#seen.has(entry.key))
      throw new SourceError('protocol', 'The reader sent a table twice: its list is not to be trusted.');
    this.#seen.add(entry.key);
    const { scope, parse } = this.options;
    const node = this.#state.nodes.get(entry.key);
    if (isKnown(node)) this.#addKnown(node, entry);
    // The single steps for columns and relationships go by the tables that are catalogued.
    else if (listsAll(scope)) planNew(this.#state, scope, entry, parse(entry));
    else return;
    this.#state.total++;
  }

  /**
   * Says that all tables have been added.
   * @throws NotFoundError, ConflictError `empty-list` or `confirmation-required` (CONTRACT 6), or the signal's reason
   */
  async finish(source: SnapshotSource): Promise<DiffPlan> {
    const { start, options } = this;
    const state = this.#state;
    const vanished = this.#planVanished();
    for (const candidate of this.#unreadable) this.#planUnreadable(candidate);
    findTargets(state);
    await this.transactions.read(async (manager) => {
      const breather = new Breather(options.signal);
      await planChanged(manager, state, options, this.#changed, breather);
      for (const ask of state.afterTables) ask();
      if (mayBeLinked(state)) await linkTargets(manager, start.sqlDbId, state, breather);
    });
    return {
      sqlDbId: start.sqlDbId,
      summary: summarise(state, start.declared, vanished),
      sourceVersion: storable(source.version).slice(0, 255),
      structureRevision: start.structureRevision,
      writes: state.writes,
      changes: state.changes,
    };
  }

  #addKnown(node: Candidate['node'], entry: SnapshotEntry): void {
    const { fingerprint, missingSince } = node.known;
    if (entry.problem) this.#unreadable.push({ node, entry });
    else if (fingerprint !== entry.fingerprint || missingSince !== null) this.#changed.push({ node, entry });
    else planUnchanged(this.#state, node, entry);
  }

  /** Marks what the snapshot lacks, when it is the whole list. */
  #planVanished(): readonly TableNode[] {
    const { scope, acceptLoss } = this.options;
    if (!listsAll(scope)) return [];
    const live = [...this.start.known.values()].filter((table) => table.missingSince === null);
    const gone = live.filter(({ key }) => !this.#seen.has(key));
    refuseLoss(this.#seen.size, live.length, gone.length, acceptLoss);
    gone.sort((a, b) => compare(a.schema, b.schema) || compare(a.name, b.name));
    for (const table of gone) planMissing(this.#state, table);
    return gone.flatMap(({ key }) => this.#state.nodes.get(key) ?? []);
  }

  /** The last good picture stays. */
  #planUnreadable({ node, entry }: Candidate): void {
    const { known, schema, name } = node;
    const { tables, tableLists, writes } = this.#state;
    const problem = storable(this.options.parse(entry).problem) ?? 'It could not be read.';
    this.#state.failed++;
    list(tableLists.failed, { schema, name, problem });
    if (known.missingSince !== null) {
      tables.returned++;
      writes.restoredTables.push(known.id);
      list(tableLists.returned, { schema, name });
    } else tables.unchanged++;
    if (known.staleSince === null || known.missingSince !== null || known.problem !== problem) {
      writes.problems.push({ id: known.id, problem, newly: known.staleSince === null });
    }
    countColumns(this.#state, node, known);
  }
}

const isKnown = (node: TableNode | undefined): node is Candidate['node'] => node != null && node.known !== null;

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function mayBeLinked({ writes, grownTables, unlinked }: PlanState): boolean {
  return writes.newTables.length + writes.relationships.length + grownTables.size + unlinked.length > 0;
}

function planUnchanged(state: PlanState, node: Candidate['node'], entry: SnapshotEntry): void {
  const { known } = node;
  state.tables.unchanged++;
  state.columns.unchanged += known.columnCount;
  countColumns(state, node, known);
  if (known.staleSince !== null) state.writes.recoveredTables.push(known.id);
  const rowEstimate = movedEstimate(known.rowEstimate, entry.rowEstimate);
  if (rowEstimate !== null && rowEstimate !== known.rowEstimate)
    state.writes.estimates.push({ id: known.id, rowEstimate });
}

function planMissing(state: PlanState, { id, key, schema, name, columnCount }: KnownTable): void {
  state.vanished.add(key);
  state.writes.missingTables.push(id);
  state.tables.missing++;
  state.columns.missing += columnCount;
  list(state.tableLists.missing, { schema, name });
  state.changes.push({
    objectType: 'table',
    change: 'missing',
    tableKey: key,
    schemaName: schema,
    tableName: name,
    objectName: null,
    before: { columns: columnCount },
    after: null,
  });
}
