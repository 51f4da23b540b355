import { AppError, BaseRecord, BaseResource, flat, ValidationError } from 'adminjs';
import type { ActionContext, BaseProperty, Filter, ParamsType } from 'adminjs';
import type { Actor } from '../../common/actor.js';
import { DomainError, InvalidInputError, NotFoundError, UnauthenticatedError } from '../../common/errors.js';
import { ServiceProperty, type FieldDeclaration } from './service-property.js';

type FindOptions = Parameters<BaseResource['find']>[1];

export type Row = Readonly<Record<string, unknown>>;

/** What a list asks for: filters by field, one page, one sort. */
export interface ListQuery {
  readonly filters: Readonly<Record<string, unknown>>;
  readonly limit: number;
  readonly offset: number;
  readonly sortBy: string | null;
  readonly descending: boolean;
}

/** A resource as its service offers it; every call is made as the signed-in actor, who may be refused. */
export interface ResourcePort {
  readonly id: string;
  readonly fields: readonly FieldDeclaration[];
  list(actor: Actor, query: ListQuery): Promise<{ total: number; rows: readonly Row[] }>;
  /** @throws NotFoundError */
  get(actor: Actor, id: string): Promise<Row>;
  create?(actor: Actor, values: Row): Promise<Row>;
  update?(actor: Actor, id: string, values: Row): Promise<Row>;
  remove?(actor: Actor, id: string): Promise<void>;
}

/** The actor of a request; AdminJS hands the session's user on in the context. */
export function actorOf(context: ActionContext | undefined): Actor {
  const actor = context?.currentAdmin?.['actor'] as Actor | undefined;
  if (!actor) throw new UnauthenticatedError();
  return actor;
}

/** AdminJS' resource over one of our services: allow-listed fields out and in, our errors as its form errors. */
export class ServiceResource extends BaseResource {
  private readonly list: ServiceProperty[];

  constructor(private readonly port: ResourcePort) {
    super(port);
    this.list = port.fields.map((field, index) => new ServiceProperty(field, index));
  }

  static override isAdapterFor(): boolean {
    return false;
  }

  override id(): string {
    return this.port.id;
  }

  override databaseName(): string {
    return 'Seshat';
  }

  override properties(): BaseProperty[] {
    return this.list;
  }

  override property(path: string): BaseProperty | null {
    const root = path.split('.')[0];
    return this.list.find((property) => property.path() === root) ?? null;
  }

  override async count(filter: Filter, context?: ActionContext): Promise<number> {
    const query = { filters: filtersOf(filter), limit: 0, offset: 0, sortBy: null, descending: false };
    return (await asAdminErrors(() => this.port.list(actorOf(context), query))).total;
  }

  override async find(filter: Filter, options: FindOptions, context?: ActionContext): Promise<BaseRecord[]> {
    const sortable = this.port.fields.some((field) => field.sortable && field.path === options.sort?.sortBy);
    const query = {
      filters: filtersOf(filter),
      limit: Math.min(options.limit ?? 20, 500),
      offset: options.offset ?? 0,
      sortBy: sortable ? (options.sort?.sortBy ?? null) : null,
      descending: options.sort?.direction === 'desc',
    };
    const { rows } = await asAdminErrors(() => this.port.list(actorOf(context), query));
    return rows.map((row) => this.record(row));
  }

  override async findOne(id: string, context?: ActionContext): Promise<BaseRecord | null> {
    try {
      return this.record(await this.port.get(actorOf(context), id));
    } catch (error) {
      if (error instanceof NotFoundError) return null;
      throw error;
    }
  }

  /** Those that are there and that the actor may see: one that is not must not hide a whole list. */
  override async findMany(ids: (string | number)[], context?: ActionContext): Promise<BaseRecord[]> {
    const records = await Promise.allSettled(ids.map((id) => this.findOne(String(id), context)));
    return records.flatMap((found) => (found.status === 'fulfilled' && found.value ? [found.value] : []));
  }

  override async create(params: Record<string, unknown>, context?: ActionContext): Promise<ParamsType> {
    const { create } = this.port;
    return this.visible(await asAdminErrors(() => (create ?? readOnly)(actorOf(context), this.accepted(params))));
  }

  override async update(id: string, params: Record<string, unknown>, context?: ActionContext): Promise<ParamsType> {
    const { update } = this.port;
    return this.visible(await asAdminErrors(() => (update ?? readOnly)(actorOf(context), id, this.accepted(params))));
  }

  override async delete(id: string, context?: ActionContext): Promise<void> {
    const { remove } = this.port;
    await asAdminErrors(() => (remove ?? readOnly)(actorOf(context), id));
  }

  private record(row: Row): BaseRecord {
    return new BaseRecord(this.visible(row), this);
  }

  /** Only declared fields leave, secrets never. */
  private visible(row: Row): ParamsType {
    const shown = this.port.fields.filter((field) => !field.writeOnly && field.path in row);
    return Object.fromEntries(shown.map((field) => [field.path, row[field.path]])) as ParamsType;
  }

  /** Only declared, editable fields come in. */
  private accepted(params: Record<string, unknown>): Row {
    const values = flat.unflatten<Record<string, unknown>, Record<string, unknown>>(params);
    const fields = this.port.fields.filter((field) => (field.editable || field.writeOnly) && field.path in values);
    return Object.fromEntries(fields.map((field) => [field.path, values[field.path]]));
  }
}

function filtersOf(filter: Filter): Record<string, unknown> {
  return Object.fromEntries(Object.entries(filter.filters).map(([path, element]) => [path, element.value]));
}

async function readOnly(): Promise<never> {
  throw new DomainError('read-only', 'This cannot be changed by hand.');
}

/**
 * Our errors as AdminJS shows them: what is wrong with a field at that field, everything else as a notice. A
 * ValidationError without a field would count as success there.
 */
async function asAdminErrors<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    const problems = error instanceof InvalidInputError ? error.problems : [];
    if (problems.length === 0) throw new AppError(error.message);
    throw new ValidationError(
      Object.fromEntries(problems.map(({ path, message }) => [path, { type: 'invalid', message }])),
      { type: error.code, message: error.message },
    );
  }
}
