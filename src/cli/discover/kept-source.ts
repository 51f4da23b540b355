import type { SqlDbInput } from '../../catalogue/sql-db/sql-db-input.js';

/** A source of the catalogue, as both ways show it. */
export type KeptSource = {
  readonly id: string;
  readonly name: string;
  readonly version: number;
  readonly hasPassword: boolean;
} & Pick<SqlDbInput, 'engine' | 'host' | 'port' | 'path' | 'database' | 'user'>;

/** A discovery under way, as both ways show it. */
export interface KeptJob {
  readonly id: string;
  readonly number: string;
  /** In lower case. */
  readonly status: string;
  readonly progress: {
    readonly step: string;
    readonly stepIndex: number;
    readonly steps: number;
    readonly done?: number | null;
    readonly total?: number | null;
  } | null;
  readonly result: object | null;
  readonly error: { readonly code: string; readonly message: string } | null;
}

/** Keeps sources and discovers them: in this process, or by the server that owns the catalogue. */
export interface SourceKeeper {
  /** By its exact name, in the default workspace; null when there is none. */
  find(name: string): Promise<KeptSource | null>;
  create(input: SqlDbInput): Promise<KeptSource>;
  setPassword(source: KeptSource, password: string): Promise<void>;
  /** @returns the job's id @throws ConflictError or the like while one runs */
  discover(sourceId: string): Promise<string>;
  job(id: string): Promise<KeptJob>;
  cancel(id: string): Promise<void>;
}
