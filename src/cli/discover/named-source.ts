import type { ReadScope, SourceConnection } from '../../introspection/engine.js';

/** A source named on the command line, and what of it is wanted. */
export interface NamedSource {
  readonly connection: SourceConnection;
  readonly scope: ReadScope;
}
