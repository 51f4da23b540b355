import { InvalidInputError } from '../common/errors.js';
import type { ContainerNode, NodeOf } from './container-node.js';
import { stepsOf, type PathOf, type SchemaAt } from './path.js';
import type { DraftOf, ListSchema, ObjectSchema, Schema, ValueOf } from './schema.js';
import { ListNode, ObjectNode } from './tree-nodes.js';
import { parsed } from './validate.js';

type ValueAt<S, P extends string> = SchemaAt<S, P> extends infer At extends Schema ? DraftOf<At> : never;
type NodeAt<S, P extends string> = SchemaAt<S, P> extends infer At extends Schema ? NodeOf<At> : never;
type ItemAt<S, P extends string> = SchemaAt<S, P> extends ListSchema<infer I> ? DraftOf<I> : never;

/**
 * The inputs, outputs or indicators of one run: typed values that know whether anybody has set them.
 *
 * Methods take their types from `this`, so that a container of any schema can be given where a `Container` is wanted.
 */
export class Container<const S extends ObjectSchema = ObjectSchema> {
  private constructor(
    readonly schema: S,
    readonly root: ObjectNode,
  ) {}

  /**
   * A container with what is given set explicitly; anything may still be missing.
   *
   * @throws InvalidInputError naming every part that the schema refuses.
   */
  static of<const S extends ObjectSchema>(schema: S, value?: DraftOf<S>): Container<S> {
    const root = new ObjectNode(schema, null, '');
    if (value !== undefined) root.set(value);
    return new Container<S>(schema, root);
  }

  /**
   * A container as {@link toJSON} left it, states included.
   *
   * @throws InvalidInputError when the schema has changed so that it does not fit any more.
   */
  static fromJSON<const S extends ObjectSchema>(schema: S, json: unknown): Container<S> {
    const container = Container.of(schema);
    container.root.set(json);
    return container;
  }

  /** The value at a path, such as `HKLIN[2].file`; undefined where there is none. */
  get<T extends ObjectSchema, const P extends PathOf<T>>(this: Container<T>, path: P): ValueAt<T, P> | undefined {
    return this.find(path)?.draft() as ValueAt<T, P> | undefined;
  }

  /**
   * Sets what is at a path, whole: what an object leaves out is unset. An item must exist; {@link add} makes one.
   *
   * @throws InvalidInputError naming every part that the schema refuses; nothing is changed then.
   */
  set<T extends ObjectSchema, const P extends PathOf<T>>(this: Container<T>, path: P, value: ValueAt<T, P>): void {
    this.existing(path).set(value);
  }

  /** Back to the default, or to nothing. */
  unset<T extends ObjectSchema, const P extends PathOf<T>>(this: Container<T>, path: P): void {
    this.existing(path).unset();
  }

  /**
   * Adds an item to a list and answers its index.
   *
   * @throws InvalidInputError when the list is full, or the item is refused.
   */
  add<T extends ObjectSchema, const P extends PathOf<T>>(this: Container<T>, path: P, item?: ItemAt<T, P>): number {
    return this.listAt(path).add(item);
  }

  /** Takes an item out of a list; those behind it move up. */
  remove<T extends ObjectSchema, const P extends PathOf<T>>(this: Container<T>, path: P, index: number): void {
    this.listAt(path).remove(index);
  }

  /** @throws InvalidInputError when a list has no such item. */
  node<T extends ObjectSchema, const P extends PathOf<T>>(this: Container<T>, path: P): NodeAt<T, P> {
    return this.existing(path) as unknown as NodeAt<T, P>;
  }

  /** Every node, as they are declared, without the top. */
  *walk(): Generator<ContainerNode> {
    for (const child of this.root) yield* child.walk();
  }

  /**
   * The whole value, defaults filled in.
   *
   * @throws InvalidInputError naming everything that is still missing.
   */
  value<T extends ObjectSchema>(this: Container<T>): ValueOf<T> {
    return parsed(this.schema, this.root.draft(), { localFiles: true });
  }

  /** The value so far, defaults filled in. */
  draft<T extends ObjectSchema>(this: Container<T>): DraftOf<T> {
    return (this.root.draft() ?? {}) as DraftOf<T>;
  }

  /** Only what was set. */
  explicit<T extends ObjectSchema>(this: Container<T>): DraftOf<T> {
    return (this.root.explicit() ?? {}) as DraftOf<T>;
  }

  /** What was set and nothing else, so that what was a default stays one. */
  toJSON<T extends ObjectSchema>(this: Container<T>): DraftOf<T> {
    return this.explicit();
  }

  private find(path: string): ContainerNode | null {
    return this.root.follow(stepsOf(path));
  }

  private existing(path: string): ContainerNode {
    const node = this.find(path);
    if (node === null) throw new InvalidInputError(`There is no ${path}. Add the item first.`);
    return node;
  }

  private listAt(path: string): ListNode {
    const node = this.existing(path);
    if (node instanceof ListNode) return node;
    throw new InvalidInputError(`${path} is no list.`);
  }
}
