import { InvalidInputError } from '../common/errors.js';
import { ContainerNode, type ValueState } from './container-node.js';
import { fileOf } from './fill.js';
import { leavesHole } from './leaf-problems.js';
import { isRecord } from './raw.js';
import type { AnyValue, FileSchema, FlagSchema, NumberSchema, TextSchema } from './schema.js';

export type LeafSchema = TextSchema | NumberSchema | FlagSchema | FileSchema;

/** A value without parts; a file counts as one. */
export class LeafNode extends ContainerNode {
  declare readonly schema: LeafSchema;
  override readonly children = [];
  private given: AnyValue | undefined = undefined;

  override get state(): ValueState {
    if (this.given !== undefined) return 'explicit';
    return this.fallback === undefined ? 'not-set' : 'default';
  }

  /** What was set, else the default. */
  override draft(): AnyValue | undefined {
    return this.given ?? this.fallback;
  }

  override explicit(): AnyValue | undefined {
    return this.given;
  }

  /** @throws InvalidInputError for an item of a list that would then be a hole. */
  override unset(): void {
    const hole = this.parent?.schema.kind === 'list' && leavesHole(this.schema);
    if (hole) throw new InvalidInputError(`Take ${this.path} out of its list instead.`);
    this.given = undefined;
  }

  override accept(raw: unknown): void {
    this.given = isRecord(raw) ? Object.freeze(fileOf(raw)) : (raw as string | number | boolean);
  }

  private get fallback(): AnyValue | undefined {
    return this.schema.kind === 'file' ? undefined : this.schema.default;
  }
}
