import { Injectable } from '@nestjs/common';
import type { EntityManager, UpdateQueryBuilder } from 'typeorm';
import { AuditService } from '../../audit/audit.service.js';
import { assertMay, may, visibleWorkspaces, type Actor } from '../../common/actor.js';
import { Clock } from '../../common/clock.js';
import { InvalidInputError, NotFoundError, StaleVersionError, type FieldProblem } from '../../common/errors.js';
import { newId } from '../../common/id.js';
import { affected } from '../../persistence/bulk/bulk.js';
import { holding } from '../../persistence/text-search.js';
import { Transactions } from '../../persistence/transactions.js';
import { managerOf, type Tx } from '../../persistence/tx.js';
import type { JobRequest } from '../job-request.js';
import { TaskRegistry } from '../registry/task-registry.js';
import { TaskRuns } from '../task-runs.js';
import { nextFiring, nextFirings } from './cron.js';
import { nameOf, nameProblems, refuseProblems, timeProblems } from './schedule-input.js';
import type { ScheduleInput, SchedulePage, SchedulePatch, ScheduleQuery } from './schedule-input.js';
import { Schedule } from './schedule.entity.js';

const DEFAULT_ZONE = 'UTC';
const MAX_LIMIT = 500;
const PREVIEWED = 5;

/** Schedules, for every edge: operators look after those of their workspaces. */
@Injectable()
export class ScheduleService {
  constructor(
    private readonly transactions: Transactions,
    private readonly runs: TaskRuns,
    private readonly registry: TaskRegistry,
    private readonly audit: AuditService,
    private readonly clock: Clock,
  ) {}

  /** Those that the actor may see, by name. */
  async list(actor: Actor, query: ScheduleQuery = {}): Promise<SchedulePage> {
    const limit = Math.min(Math.max(Math.trunc(query.limit ?? 50), 1), MAX_LIMIT);
    return this.transactions.read(async (manager) => {
      const select = filtered(manager, actor, query).orderBy('s.name').addOrderBy('s.id');
      const [schedules, total] = await select
        .limit(limit)
        .offset(query.offset ?? 0)
        .getManyAndCount();
      return { total, schedules };
    });
  }

  /** @throws NotFoundError when there is none, or none that the actor may see */
  async get(actor: Actor, id: string): Promise<Schedule> {
    const schedule = await this.transactions.read((manager) => manager.findOneBy(Schedule, { id }));
    if (!schedule || !may(actor, 'viewer', schedule.workspaceId)) throw new NotFoundError('schedule', id);
    return schedule;
  }

  /**
   * The next firings of a cron expression.
   * @throws InvalidInputError naming `cron` or `timeZone`
   */
  preview(cron: string, timeZone: string = DEFAULT_ZONE, count = PREVIEWED): Date[] {
    const problems = timeProblems(cron, timeZone);
    const [first] = problems;
    if (first) {
      const what = first.path === 'cron' ? 'The cron expression' : 'The time zone';
      throw new InvalidInputError(`${what} ${first.message}.`, problems);
    }
    return nextFirings(cron, timeZone, this.clock.now(), count);
  }

  /**
   * Makes a schedule that runs with the rights of who makes it.
   * @throws InvalidInputError naming each wrong field (inputs of the task as `parameters.…`), ForbiddenError
   */
  async create(actor: Actor, input: ScheduleInput): Promise<Schedule> {
    const { cron, timeZone = DEFAULT_ZONE, enabled = true, task, parameters = {} } = input;
    const problems = [...nameProblems(input.name), ...timeProblems(cron, timeZone)];
    const request = await this.checked(actor, { task, parameters, workspaceId: input.workspaceId }, problems);
    const now = this.clock.now();
    const schedule = Object.assign(new Schedule(), {
      id: newId(),
      workspaceId: request.workspaceId,
      name: input.name?.trim() ?? nameOf(request.title ?? this.registry.get(task).definition.title),
      ...{ task, parameters, ...subjectOf(request), cron: cron.trim(), timeZone, enabled },
      nextAt: enabled ? nextFiring(cron, timeZone, now) : null,
      ...{ lastAt: null, lastJobId: null, lastError: null, missed: 0, missedAt: null, version: 1 },
      ...ownedBy(actor),
      ...{ createdAt: now, updatedAt: now },
    } satisfies Schedule);
    await this.transactions.run(async (tx) => {
      await managerOf(tx).insert(Schedule, schedule);
      await this.record(tx, actor, 'create', schedule, { name: schedule.name, task, cron: schedule.cron });
    });
    return schedule;
  }

  /**
   * Changes a schedule. Who changes what it runs lends it their own rights from then on.
   * @param version as the editor saw it
   * @throws StaleVersionError; else as {@link create}
   */
  async update(actor: Actor, id: string, patch: SchedulePatch, version: number): Promise<Schedule> {
    const before = await this.get(actor, id);
    const { name, cron, timeZone, enabled, task, parameters } = { ...before, ...given(patch) };
    const problems = [...nameProblems(patch.name), ...timeProblems(cron, timeZone)];
    const request = await this.checked(actor, { task, parameters, workspaceId: before.workspaceId }, problems);
    if (request.workspaceId !== before.workspaceId) {
      refuseProblems([{ path: 'parameters', message: 'must be about something of the same workspace' }]);
    }
    const now = this.clock.now();
    const retimed = cron !== before.cron || timeZone !== before.timeZone || enabled !== before.enabled;
    const rerun = patch.task !== undefined || patch.parameters !== undefined;
    const changes: Partial<Schedule> = {
      ...{ name: name.trim(), cron: cron.trim(), timeZone, enabled, version: version + 1, updatedAt: now },
      ...(retimed && { nextAt: enabled ? nextFiring(cron, timeZone, now) : null }),
      ...(rerun && { task, parameters, ...subjectOf(request), ...ownedBy(actor) }),
    };
    await this.transactions.run(async (tx) => {
      const update = managerOf(tx).createQueryBuilder().update(Schedule).set(changes).where({ id, version });
      if ((await affected(update as UpdateQueryBuilder<Schedule>)) === 0) throw new StaleVersionError();
      await this.record(tx, actor, 'update', before, { name, fields: Object.keys(given(patch)) });
    });
    return this.get(actor, id);
  }

  /** Removes a schedule; the jobs that it started stay. @throws NotFoundError, ForbiddenError */
  async remove(actor: Actor, id: string): Promise<void> {
    const schedule = await this.get(actor, id);
    assertMay(actor, 'operator', schedule.workspaceId);
    await this.transactions.run(async (tx) => {
      await managerOf(tx).delete(Schedule, { id });
      await this.record(tx, actor, 'delete', schedule, { name: schedule.name });
    });
  }

  /** Removes the schedules of what is being removed itself; the caller has checked that the actor may. */
  async removeAllOf(tx: Tx, subject: { readonly type: string; readonly id: string }): Promise<void> {
    await managerOf(tx).delete(Schedule, { subjectType: subject.type, subjectId: subject.id });
  }

  /** What would be run. @throws InvalidInputError of all that is wrong, ForbiddenError */
  private async checked(
    actor: Actor,
    run: { task: string; parameters: object; workspaceId?: string },
    problems: readonly FieldProblem[],
  ): Promise<JobRequest> {
    const task = this.registry.find(run.task);
    if (!task) refuseProblems([...problems, { path: 'task', message: `must be a task: there is no "${run.task}"` }]);
    const request = await this.runs.addressed(actor, run).catch((error: unknown) => {
      // What the task is to be about, such as a source, is one of its inputs.
      if (error instanceof NotFoundError) refuse([...problems, { path: 'parameters', message: error.message }]);
      if (!(error instanceof InvalidInputError)) throw error;
      const inner = error.problems.map(({ path, message }) => ({ path: joined(path), message }));
      return refuse([...problems, ...(inner.length > 0 ? inner : [{ path: 'parameters', message: error.message }])]);
    });
    assertMay(actor, 'operator', request.workspaceId);
    assertMay(actor, this.registry.get(run.task).definition.role, request.workspaceId);
    refuseProblems(problems);
    return request;
  }

  private record(tx: Tx, actor: Actor, what: string, { id, workspaceId }: Schedule, details: object): Promise<void> {
    return this.audit.record(tx, actor, `schedule.${what}`, { type: 'schedule', id, workspaceId }, details);
  }
}

function refuse(problems: readonly FieldProblem[]): never {
  throw new InvalidInputError('The schedule cannot be saved like this.', problems);
}

/** The path of a task's input within the schedule. */
function joined(path: string): string {
  if (path === '') return 'parameters';
  return path.startsWith('[') ? `parameters${path}` : `parameters.${path}`;
}

function subjectOf({ subject }: JobRequest): Pick<Schedule, 'subjectType' | 'subjectId'> {
  return { subjectType: subject?.type ?? null, subjectId: subject?.id ?? null };
}

function ownedBy({ userId, name }: Actor): Pick<Schedule, 'createdById' | 'createdByName'> {
  return { createdById: userId, createdByName: name.slice(0, 255) };
}

function given<T extends object>(patch: T): T {
  return Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined)) as T;
}

function filtered(manager: EntityManager, actor: Actor, query: ScheduleQuery) {
  const select = manager.createQueryBuilder(Schedule, 's');
  const visible = visibleWorkspaces(actor);
  // No workspace has the empty id: who may see none gets none.
  if (visible !== 'all') select.andWhere('s.workspaceId IN (:...visible)', { visible: ['', ...visible] });
  for (const field of ['workspaceId', 'task', 'enabled'] as const) {
    if (query[field] !== undefined) select.andWhere(`s.${field} = :${field}`, { [field]: query[field] });
  }
  const { subject, q } = query;
  if (subject) select.andWhere('s.subjectType = :type AND s.subjectId = :subjectId', { type: subject.type, subjectId: subject.id }); // prettier-ignore
  if (q) {
    const { condition, parameters } = holding(select, ['s.name'], q);
    select.andWhere(condition, parameters);
  }
  return select;
}
