import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { AuditService } from '../../audit/audit.service.js';
import { assertMay, may, type Actor } from '../../common/actor.js';
import { Clock } from '../../common/clock.js';
import { ConflictError, InvalidInputError, NotFoundError, StaleVersionError } from '../../common/errors.js';
import { newId } from '../../common/id.js';
import { affected } from '../../persistence/bulk/bulk.js';
import { isUniqueViolation } from '../../persistence/database-errors.js';
import { Transactions } from '../../persistence/transactions.js';
import { managerOf, type Tx } from '../../persistence/tx.js';
import { WorkspaceService } from '../../workspaces/workspace.service.js';
import type { Page } from '../listing.js';
import type { SqlDbAccess, SqlDbCounts, SqlDbInput, SqlDbPatch, SqlDbQuery, SqlDbView } from './sql-db-input.js';
import { countsOf, listSqlDbs } from './sql-db-queries.js';
import { removeSqlDb } from './sql-db-removal.js';
import { SqlDbSecrets } from './sql-db-secrets.js';
import { sameFamily, validSqlDb } from './sql-db-validation.js';
import { connectionWith, inputOf, viewOf } from './sql-db-view.js';
import { SqlDb } from './sql-db.entity.js';
import type { TaskKind, TaskState } from './task-state.js';

const SUBJECT = 'sql-db';
/** What an editor may change; the rest decides what is read, with whose secret. */
const TEXT_FIELDS: readonly string[] = ['mode', 'language', 'description', 'tags'];

/** Removes what another module keeps of a source, in the transaction that removes the source. */
export type SourceRemoval = (tx: Tx, sqlDbId: string) => Promise<void>;

/** Sources: what is read, and where. Their secrets go in and never come out, but to the tasks that read. */
@Injectable()
export class SqlDbService {
  private readonly removals: SourceRemoval[] = [];

  constructor(
    private readonly transactions: Transactions,
    private readonly clock: Clock,
    private readonly secrets: SqlDbSecrets,
    private readonly workspaces: WorkspaceService,
    private readonly audit: AuditService,
  ) {}

  /** Lets another module remove what it keeps of a source together with it. */
  onRemoval(removal: SourceRemoval): void {
    this.removals.push(removal);
  }

  /** The sources the actor may see. @throws InvalidInputError for an unknown sort */
  async list(actor: Actor, query: SqlDbQuery = {}): Promise<Page<SqlDbView>> {
    return this.transactions.read((manager) => listSqlDbs(manager, actor, query));
  }

  /** @throws NotFoundError when there is none, or none that the actor may see */
  async get(actor: Actor, id: string): Promise<SqlDbView> {
    return viewOf(await this.transactions.read((manager) => found(manager, actor, id)));
  }

  /** How much of each of these sources is catalogued, by id; of those that the actor may see. */
  async counts(actor: Actor, ids: readonly string[]): Promise<Map<string, SqlDbCounts>> {
    const visible = await this.list(actor, { ids, limit: ids.length });
    return this.transactions.read((manager) => countsOf(manager, visible.items.map(({ id }) => id))); // prettier-ignore
  }

  /**
   * Registers a source; nothing is read yet.
   * @throws InvalidInputError naming each wrong field, ConflictError `name-taken`, ForbiddenError, NotFoundError
   */
  async create(actor: Actor, input: SqlDbInput): Promise<SqlDbView> {
    const workspace = input.workspaceId
      ? await this.workspaces.get(actor, input.workspaceId)
      : await this.workspaces.ensureDefault();
    assertMay(actor, 'operator', workspace.id);
    const fields = validSqlDb(input);
    const id = newId();
    const now = this.clock.now();
    const row = {
      id,
      workspaceId: workspace.id,
      ...fields,
      ...this.secrets.forNew(actor, id, workspace.id, input),
      dbElements: { status: 'IDLE' as const, taskId: null, log: null, startTime: null, endTime: null },
      lastDiscoveredAt: null,
      sourceVersion: null,
      structureRevision: 0,
      version: 1,
      createdAt: now,
      updatedAt: now,
    };
    await this.transactions
      .run(async (tx) => {
        await managerOf(tx).insert(SqlDb, row);
        await this.record(tx, actor, 'create', row, { name: row.name, engine: row.engine });
      })
      .catch((error: unknown) => refuseTaken(error, fields.name));
    return this.get(actor, id);
  }

  /**
   * Changes a source. Where it is reached cannot change without the password being given again.
   * @param version of the source as the editor saw it
   * @throws StaleVersionError, InvalidInputError, ConflictError `name-taken`, ForbiddenError, NotFoundError
   */
  async update(actor: Actor, id: string, patch: SqlDbPatch, version: number): Promise<SqlDbView> {
    await this.transactions
      .run((tx) => this.change(tx, actor, id, patch, version))
      .catch((error: unknown) => refuseTaken(error, patch.name ?? ''));
    return this.get(actor, id);
  }

  private async change(tx: Tx, actor: Actor, id: string, patch: SqlDbPatch, version: number): Promise<void> {
    const before = await found(managerOf(tx), actor, id);
    const isText = Object.keys(patch).every((field) => TEXT_FIELDS.includes(field));
    assertMay(actor, isText ? 'editor' : 'operator', before.workspaceId);
    if (before.version !== version) throw new StaleVersionError();
    const given = Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined));
    // A password that is given takes the place of a reference.
    const reference = patch.password ? { passwordReference: patch.passwordReference ?? null } : {};
    const fields = validSqlDb({ ...inputOf(before), ...given, ...reference });
    if (!sameFamily(before.engine, fields.engine)) {
      const message = `must stay ${before.engine}: register another source instead`;
      throw new InvalidInputError('The source cannot be saved like this.', [{ path: 'engine', message }]);
    }
    const secret = this.secrets.afterChange(actor, before, fields, patch);
    const set = { ...fields, ...secret, version: version + 1, updatedAt: this.clock.now() };
    const update = managerOf(tx).createQueryBuilder().update(SqlDb).set(set).where({ id, version });
    if ((await affected(update)) === 0) throw new StaleVersionError();
    const changed = Object.keys(given).filter((field) => field !== 'password');
    await this.record(tx, actor, 'update', before, { fields: changed });
    if (patch.password !== undefined || patch.passwordReference !== undefined) {
      await this.record(tx, actor, 'credentials.edit', before);
    }
  }

  /**
   * Removes a source with its tables, columns, relationships and history. Its jobs stay.
   * @throws ConflictError `source-busy` while a task is at work on it, ForbiddenError, NotFoundError
   */
  async remove(actor: Actor, id: string): Promise<void> {
    await this.transactions.run(async (tx) => {
      const sqlDb = await found(managerOf(tx), actor, id);
      assertMay(actor, 'admin', sqlDb.workspaceId);
      await this.removeFound(tx, actor, sqlDb);
    });
  }

  /** Removes every source of a workspace; the caller has checked that the actor may. @throws ConflictError `source-busy` */
  async removeAllOf(tx: Tx, actor: Actor, workspaceId: string): Promise<void> {
    for (const sqlDb of await managerOf(tx).findBy(SqlDb, { workspaceId })) await this.removeFound(tx, actor, sqlDb);
  }

  /**
   * Where a source is and what of it is read, with the password in clear: for the time of one read, by a task. Audited.
   * @throws NotFoundError, ForbiddenError, or an error that says why the secret cannot be had
   */
  async connectionOf(actor: Actor, id: string): Promise<SqlDbAccess> {
    const sqlDb = await this.transactions.read((manager) => found(manager, actor, id));
    assertMay(actor, 'operator', sqlDb.workspaceId);
    const password = await this.secrets.reveal(id, sqlDb);
    if (password !== null) await this.record(null, actor, 'credentials.use', sqlDb);
    const { name, workspaceId, schemas, include, exclude } = sqlDb;
    return { id, name, workspaceId, connection: connectionWith(sqlDb, password), scope: { schemas, include, exclude } };
  }

  /**
   * The connection of a form that is not saved, for a test.
   * @param savedId the source being edited: its secret is used when the form gives none and names the same place
   * @throws InvalidInputError naming each wrong field, or `password` when it must be entered again
   */
  async draftConnection(
    actor: Actor,
    form: Omit<SqlDbInput, 'name'>,
    savedId: string | null,
  ): Promise<Pick<SqlDbAccess, 'connection' | 'workspaceId'>> {
    const saved = savedId === null ? null : await this.transactions.read((manager) => found(manager, actor, savedId));
    const workspaceId = saved?.workspaceId ?? form.workspaceId ?? (await this.workspaces.ensureDefault()).id;
    assertMay(actor, 'operator', workspaceId);
    const fields = validSqlDb({ ...form, name: saved?.name ?? 'unsaved' });
    const id = saved?.id ?? newId();
    const kept = saved
      ? this.secrets.afterChange(actor, saved, fields, form)
      : this.secrets.forNew(actor, id, workspaceId, form);
    const password = await this.secrets.reveal(id, kept);
    if (saved && password !== null) await this.record(null, actor, 'credentials.use', saved);
    return { connection: connectionWith(fields, password), workspaceId };
  }

  /** Writes the state of a background kind, in the transaction of the job's transition. @throws NotFoundError */
  async setTaskState(tx: Tx, id: string, kind: TaskKind, patch: Partial<TaskState>): Promise<void> {
    const manager = managerOf(tx);
    const update = manager
      .createQueryBuilder()
      .update(SqlDb)
      .set({ [kind]: patch })
      .where({ id });
    // A server that counts changed rows only says 0 for the state it has already.
    if ((await affected(update)) === 0 && !(await manager.existsBy(SqlDb, { id })))
      throw new NotFoundError('source', id);
  }

  private async removeFound(tx: Tx, actor: Actor, sqlDb: SqlDb): Promise<void> {
    await removeSqlDb(tx, sqlDb);
    for (const removal of this.removals) await removal(tx, sqlDb.id);
    await this.record(tx, actor, 'delete', sqlDb, { name: sqlDb.name });
  }

  private async record(
    tx: Tx | null,
    actor: Actor,
    action: string,
    { id, workspaceId }: Pick<SqlDb, 'id' | 'workspaceId'>,
    details: Record<string, unknown> | null = null,
  ): Promise<void> {
    await this.audit.record(tx, actor, `${SUBJECT}.${action}`, { type: SUBJECT, id, workspaceId }, details);
  }
}

/** A source with its secret's ciphertext. @throws NotFoundError, also when the actor may not see it */
async function found(manager: EntityManager, actor: Actor, id: string): Promise<SqlDb> {
  const sqlDb = await manager.createQueryBuilder(SqlDb, 's').addSelect('s.passwordCipher').where({ id }).getOne();
  if (!sqlDb || !may(actor, 'viewer', sqlDb.workspaceId)) throw new NotFoundError('source', id);
  return sqlDb;
}

function refuseTaken(error: unknown, name: string): never {
  if (!isUniqueViolation(error, 'sql_db_workspace_name')) throw error;
  const message = `There is a source named "${name}" in this workspace already. Choose another name.`;
  throw new ConflictError('name-taken', message, { cause: error });
}
