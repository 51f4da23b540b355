/** A value that an earlier child of the chain leaves behind. */
export interface OutputReference {
  /** The key of the earlier child. */
  readonly from: string;
  /** Where it is in that child's outputs, such as `report` or `tables[0].file`; what is not there is looked for in its result. */
  readonly output: string;
}

/**
 * A child of a described chain. Any value within its inputs may be an {@link OutputReference} instead. Files are named by
 * their ids, never by a path: whoever may describe a chain could have any file of the server read.
 */
export interface ChainStep {
  /** Names the child within its parent. */
  readonly key: string;
  readonly task: string;
  readonly inputs?: object;
  readonly title?: string;
}
