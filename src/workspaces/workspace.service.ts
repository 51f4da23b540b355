import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Injectable } from '@nestjs/common';
import { In, type EntityManager } from 'typeorm';
import { assertMay, may, visibleWorkspaces, type Actor } from '../common/actor.js';
import { Clock } from '../common/clock.js';
import { ConflictError, NotFoundError, StaleVersionError } from '../common/errors.js';
import { newId } from '../common/id.js';
import { Config } from '../config/config.js';
import { affected } from '../persistence/bulk/bulk.js';
import { isUniqueViolation } from '../persistence/database-errors.js';
import { Transactions } from '../persistence/transactions.js';
import { afterCommit, managerOf, type Tx } from '../persistence/tx.js';
import { holdWorkspace } from './hold-workspace.js';
import type { WorkspaceContents } from './workspace-contents.js';
import { directoryName, validWorkspace, type WorkspaceInput } from './workspace-input.js';
import type { WorkspaceChange, WorkspaceObserver } from './workspace-observer.js';
import { Workspace } from './workspace.entity.js';

const DEFAULT_NAME = 'Default';

/** How much of what a workspace holds, such as `{what: 'sources', count: 3}`. */
export interface WorkspaceHolding {
  readonly what: string;
  readonly count: number;
}

/** Workspaces, their directories and their job counters. */
@Injectable()
export class WorkspaceService {
  private readonly contents: WorkspaceContents[] = [];
  private readonly observers: WorkspaceObserver[] = [];

  constructor(
    private readonly transactions: Transactions,
    private readonly clock: Clock,
    private readonly config: Config,
  ) {}

  /** Lets another module say what it keeps in workspaces: it is counted, and removed with them. */
  register(contents: WorkspaceContents): void {
    this.contents.push(contents);
  }

  /** Lets another module take note of what people change. */
  observe(observer: WorkspaceObserver): void {
    this.observers.push(observer);
  }

  /** The workspaces the actor may see, by name. */
  async list(actor: Actor): Promise<Workspace[]> {
    const visible = visibleWorkspaces(actor);
    const where = visible === 'all' ? {} : { id: In([...visible]) };
    return this.transactions.read((manager) => manager.find(Workspace, { where, order: { name: 'ASC' } }));
  }

  /** @throws NotFoundError when there is none, or none that the actor may see */
  async get(actor: Actor, id: string): Promise<Workspace> {
    const workspace = await this.transactions.read((manager) => manager.findOneBy(Workspace, { id }));
    if (!workspace || !may(actor, 'viewer', id)) throw new NotFoundError('workspace', id);
    return workspace;
  }

  /** @throws ConflictError `name-taken` */
  async create(actor: Actor, input: WorkspaceInput): Promise<Workspace> {
    assertMay(actor, 'admin');
    const { name, description = null } = validWorkspace(input);
    return refuseTakenName(name, () => {
      return this.transactions.run(async (tx) => {
        const made = await this.insert(tx, name, description, false);
        await this.tell(tx, actor, { action: 'create', id: made.id, name });
        return made;
      });
    });
  }

  /**
   * Changes what people say of it.
   * @param version of the workspace as the editor saw it
   * @throws StaleVersionError, NotFoundError, ForbiddenError, InvalidInputError, ConflictError `name-taken`
   */
  async update(actor: Actor, id: string, patch: Partial<WorkspaceInput>, version: number): Promise<Workspace> {
    const before = await this.get(actor, id);
    assertMay(actor, 'admin', id);
    const { name, description } = validWorkspace(patch);
    const changes = { ...(name !== undefined && { name }), ...(description !== undefined && { description }) };
    const change = async (tx: Tx): Promise<void> => {
      const set = { ...changes, version: version + 1 };
      const update = managerOf(tx).createQueryBuilder().update(Workspace).set(set).where({ id, version });
      if ((await affected(update)) === 0) throw new StaleVersionError();
      await this.tell(tx, actor, { action: 'update', id, name: before.name, fields: Object.keys(changes) });
    };
    await refuseTakenName(name, () => this.transactions.run(change));
    return this.get(actor, id);
  }

  /** What the workspace holds, without the kinds of which there is nothing. */
  async holdings(actor: Actor, id: string): Promise<WorkspaceHolding[]> {
    await this.get(actor, id);
    return this.transactions.read((manager) => this.count(manager, id));
  }

  /**
   * Removes a workspace and its directory.
   * @param withContents also what it holds; without it a workspace that holds something is kept
   * @throws ConflictError `workspace-not-empty` (details: `holdings`), `default-workspace`, or of what is in use
   */
  async delete(actor: Actor, id: string, { withContents = false } = {}): Promise<void> {
    const workspace = await this.get(actor, id);
    assertMay(actor, 'admin');
    if (workspace.isDefault) {
      throw new ConflictError(
        'default-workspace',
        'The default workspace cannot be deleted: it takes what names none.',
      );
    }
    await this.transactions.run(async (tx) => {
      await holdWorkspace(managerOf(tx), id);
      const holdings = await this.count(managerOf(tx), id);
      if (holdings.length > 0 && !withContents) throw notEmpty(workspace, holdings);
      for (const contents of this.contents) await contents.remove(tx, actor, id);
      await managerOf(tx).delete(Workspace, { id });
      await this.tell(tx, actor, { action: 'delete', id, name: workspace.name });
      afterCommit(tx, () => rm(this.directoryOf(workspace), { recursive: true, force: true }));
    });
  }

  /** The workspace that takes what names none; made when there is none yet. */
  async ensureDefault(): Promise<Workspace> {
    const find = (manager: EntityManager) => manager.findOneBy(Workspace, { isDefault: true });
    const found = await this.transactions.read(find);
    if (found) return found;
    try {
      return await this.transactions.run(async (tx) => {
        return (await find(managerOf(tx))) ?? (await this.insert(tx, DEFAULT_NAME, null, true));
      });
    } catch (error) {
      const made = await this.transactions.read(find); // by another process, at the same time
      if (made) return made;
      throw error;
    }
  }

  /**
   * The next number of a top-level job. The row stays locked until the transaction ends, so numbers are unique and
   * without gaps; keep the transaction short.
   * @throws NotFoundError
   */
  async nextJobNumber(tx: Tx, workspaceId: string): Promise<number> {
    const manager = managerOf(tx);
    const { affected } = await manager.increment(Workspace, { id: workspaceId }, 'nextJobNumber', 1);
    if (affected !== 1) throw new NotFoundError('workspace', workspaceId);
    const { nextJobNumber } = await manager.findOneOrFail(Workspace, {
      select: { id: true, nextJobNumber: true },
      where: { id: workspaceId },
    });
    return nextJobNumber - 1;
  }

  /** The absolute path of its directory; it is made when something is put there. */
  directoryOf(workspace: Pick<Workspace, 'directory'>): string {
    return join(this.config.dataDir, 'workspaces', workspace.directory);
  }

  /** Makes its directory unless it is there; answers the absolute path. */
  async ensureDirectory(workspace: Pick<Workspace, 'directory'>): Promise<string> {
    const directory = this.directoryOf(workspace);
    await mkdir(directory, { recursive: true, mode: 0o700 });
    return directory;
  }

  private async insert(tx: Tx, name: string, description: string | null, isDefault: boolean): Promise<Workspace> {
    const manager = managerOf(tx);
    const id = newId();
    const createdAt = this.clock.now();
    const directory = directoryName(name, id);
    const counters = { nextJobNumber: 1, version: 1 };
    await manager.insert(Workspace, { id, name, description, directory, isDefault, createdAt, ...counters });
    return manager.findOneByOrFail(Workspace, { id });
  }

  private async tell(tx: Tx, actor: Actor, change: WorkspaceChange): Promise<void> {
    for (const observer of this.observers) await observer(tx, actor, change);
  }

  private async count(manager: EntityManager, id: string): Promise<WorkspaceHolding[]> {
    const holdings: WorkspaceHolding[] = [];
    for (const contents of this.contents) {
      const count = await contents.count(manager, id);
      if (count > 0) holdings.push({ what: contents.what, count });
    }
    return holdings;
  }
}

/** Runs a write, and says so when the name belongs to another one. */
async function refuseTakenName<T>(name: string | undefined, write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    const message = `There is a workspace named "${name}" already. Choose another name.`;
    throw new ConflictError('name-taken', message, { cause: error });
  }
}

function notEmpty(workspace: Workspace, holdings: readonly WorkspaceHolding[]): ConflictError {
  const what = holdings.map((holding) => `${holding.count} ${holding.what}`).join(' and ');
  const message = `The workspace "${workspace.name}" holds ${what}. Delete them first, or ask for them to be deleted too.`;
  return new ConflictError('workspace-not-empty', message, { details: { holdings } });
}
