import { InvalidInputError } from '../common/errors.js';
import { ContainerNode, type ValueState } from './container-node.js';
import { LeafNode } from './leaf-node.js';
import { leavesHole } from './leaf-problems.js';
import { isRecord, own } from './raw.js';
import type { AnyValue, ListSchema, ObjectSchema, Schema } from './schema.js';
import { MAX_ITEMS } from './validate.js';

/** Items of one kind, in order. */
export class ListNode extends ContainerNode {
  declare readonly schema: ListSchema;
  private readonly items: ContainerNode[] = [];
  private given = false;

  override get children(): readonly ContainerNode[] {
    return this.items;
  }

  override get state(): ValueState {
    return this.given ? 'explicit' : 'not-set';
  }

  override draft(): AnyValue | undefined {
    if (this.schema.optional && !this.given) return undefined;
    return this.items.map((item) => item.draft() ?? (item.schema.kind === 'list' ? [] : {}));
  }

  override explicit(): AnyValue | undefined {
    return this.given ? (this.items.map((item) => item.explicit() ?? null) as AnyValue) : undefined;
  }

  override unset(): void {
    this.clear();
    this.given = false;
  }

  override accept(raw: unknown): void {
    this.clear();
    this.given = true;
    if (Array.isArray(raw)) for (const item of raw as unknown[]) this.append(item);
  }

  /**
   * Adds an item at the end and answers its index.
   *
   * @throws InvalidInputError when the list is full, or the item is refused.
   */
  add(raw?: unknown): number {
    const { maxItems = MAX_ITEMS } = this.schema;
    if (this.items.length >= maxItems) throw new InvalidInputError(`${this.path} can have at most ${maxItems} items.`);
    if (raw == null && leavesHole(this.schema.of)) throw new InvalidInputError(`Give the item to add to ${this.path}.`);
    const index = this.items.length;
    const item = nodeOf(this.schema.of, this, `[${index}]`);
    if (raw != null) item.set(raw);
    this.items.push(item);
    this.given = true;
    return index;
  }

  /** Takes an item out; those behind it move up. */
  remove(index: number): void {
    const [gone] = this.items.splice(index, 1);
    gone?.moveTo(null, '');
    for (let at = index; at < this.items.length; at++) this.items[at]?.moveTo(this, `[${at}]`);
  }

  private append(raw: unknown): void {
    const item = nodeOf(this.schema.of, this, `[${this.items.length}]`);
    if (raw != null) item.accept(raw);
    this.items.push(item);
  }

  private clear(): void {
    for (const item of this.items.splice(0)) item.moveTo(null, '');
  }
}

/** Named fields, as declared. */
export class ObjectNode extends ContainerNode {
  declare readonly schema: ObjectSchema;
  override readonly children: readonly ContainerNode[];
  /** An object given with no field of its own is there all the same. */
  private given = false;

  constructor(schema: ObjectSchema, parent: ContainerNode | null, name: string) {
    super(schema, parent, name);
    this.children = Object.entries(schema.fields).map(([field, of]) => nodeOf(of, this, field));
  }

  override get state(): ValueState {
    const states = new Set(this.children.map(({ state }) => state));
    if (this.given || states.has('explicit')) return 'explicit';
    return states.has('default') && !this.schema.optional ? 'default' : 'not-set';
  }

  override draft(): AnyValue | undefined {
    if (this.schema.optional && this.state !== 'explicit') return undefined;
    return this.fields((child) => child.draft());
  }

  override explicit(): AnyValue | undefined {
    return this.state === 'explicit' ? this.fields((child) => child.explicit()) : undefined;
  }

  override unset(): void {
    this.given = false;
    for (const child of this.children) child.unset();
  }

  override accept(raw: unknown): void {
    this.unset();
    this.given = true;
    if (!isRecord(raw)) return;
    for (const child of this.children) {
      const value = own(raw, child.name);
      if (value != null) child.accept(value);
    }
  }

  private fields(of: (child: ContainerNode) => unknown): AnyValue {
    const entries = this.children.map((child) => [child.name, of(child)] as const);
    return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
  }
}

/** The node for a schema, with nothing set. */
export function nodeOf(schema: Schema, parent: ContainerNode | null, name: string): ContainerNode {
  switch (schema.kind) {
    case 'object':
      return new ObjectNode(schema, parent, name);
    case 'list':
      return new ListNode(schema, parent, name);
    default:
      return new LeafNode(schema, parent, name);
  }
}
