import { InvalidInputError } from '../common/errors.js';
import { nearest } from '../common/text.js';
import { parameterNameOf } from './parameter-name.js';
import { fieldPath, shown } from './problem-finder.js';
import type { AnyValue, DraftOf, Schema, SchemaKind, SchemaOfKind } from './schema.js';
import { problemsOf, summary } from './validate.js';

/** Whether somebody gave the value, the declaration did, or nobody. */
export type ValueState = 'not-set' | 'default' | 'explicit';

/** A value's place in a container: leaves hold values, lists and objects hold other nodes. */
export abstract class ContainerNode implements Iterable<ContainerNode> {
  private above: ContainerNode | null;
  private called: string;

  constructor(
    readonly schema: Schema,
    parent: ContainerNode | null,
    name: string,
  ) {
    this.above = parent;
    this.called = name;
  }

  abstract readonly state: ValueState;
  abstract readonly children: readonly ContainerNode[];

  /** The value with defaults filled in; parts of it may still be missing. */
  abstract draft(): AnyValue | undefined;

  /** Only what was set, or undefined when nothing was; in a list a place without a value is null. */
  abstract explicit(): AnyValue | undefined;

  /** Back to the default, or to nothing. */
  abstract unset(): void;

  /** Takes over a value that has been checked; what it leaves out is unset. Use {@link set}. */
  abstract accept(raw: unknown): void;

  /** Null at the top, and once the node has been taken out. */
  get parent(): ContainerNode | null {
    return this.above;
  }

  /** The field's name; of an item its place, such as `[2]`; at the top empty. */
  get name(): string {
    return this.called;
  }

  /** For the list that moves its items up, or lets one go. */
  moveTo(parent: ContainerNode | null, name: string): void {
    this.above = parent;
    this.called = name;
  }

  /** From the top, such as `HKLIN[2].file`. */
  get path(): string {
    if (this.parent === null) return this.name;
    return this.parent.schema.kind === 'list' ? this.parent.path + this.name : fieldPath(this.parent.path, this.name);
  }

  /** See {@link parameterNameOf}. */
  get parameterName(): string {
    return parameterNameOf(this);
  }

  /**
   * Sets the value, as far as it is given; null and undefined unset it.
   *
   * @throws InvalidInputError naming every part that the schema refuses; nothing is changed then.
   */
  set(raw: unknown): void {
    const problems = problemsOf(this.schema, raw, { draft: true, localFiles: true }).map(({ path, message }) => ({
      path: path.startsWith('[') ? this.path + path : path === '' ? this.path : fieldPath(this.path, path),
      message,
    }));
    if (problems.length > 0) throw new InvalidInputError(summary(problems), problems);
    if (raw == null) this.unset();
    else this.accept(raw);
  }

  /** This node and all below, as they are declared. */
  *walk(): Generator<ContainerNode> {
    yield this;
    for (const child of this.children) yield* child.walk();
  }

  [Symbol.iterator](): Iterator<ContainerNode> {
    return this.children[Symbol.iterator]();
  }

  /**
   * The node that steps lead to, or null where a list has no such item.
   *
   * @throws InvalidInputError for a field that was never declared.
   */
  follow(steps: readonly (string | number)[]): ContainerNode | null {
    const [step, ...rest] = steps;
    if (step === undefined) return this;
    if (typeof step === 'number' && this.schema.kind === 'list') return this.children[step]?.follow(rest) ?? null;
    const child = this.schema.kind === 'object' ? this.children.find(({ name }) => name === step) : undefined;
    return child === undefined ? this.unknown(String(step)) : child.follow(rest);
  }

  private unknown(step: string): never {
    const known = this.schema.kind === 'object' ? Object.keys(this.schema.fields) : [];
    const meant = nearest(step, known);
    const where = this.path === '' ? 'the container' : this.path;
    throw new InvalidInputError(
      `There is no “${shown(step)}” in ${where}.${meant === null ? '' : ` Did you mean ${meant}?`}`,
    );
  }
}

/** A node of which the schema is known. */
export type NodeOf<S extends Schema> = {
  readonly schema: S;
  draft(): DraftOf<S> | undefined;
  explicit(): DraftOf<S> | undefined;
} & ContainerNode;

/** Whether a node's value is of a kind. */
export function isOfKind<K extends SchemaKind>(node: ContainerNode, kind: K): node is NodeOf<SchemaOfKind<K>> {
  return node.schema.kind === kind;
}
