import type { Engine } from '../../src/common/snapshot.js';

/** Where a source of a benchmark is; an administrator's account, plain fields. */
export interface SourcePlace {
  readonly engine: Engine;
  readonly host: string | null;
  readonly port: number | null;
  readonly user: string | null;
  readonly password: string | null;
  readonly database: string | null;
  readonly path: string | null;
}

/** A generated source that exists until it is dropped. */
export interface BenchSource {
  readonly place: SourcePlace;
  drop(): Promise<void>;
}

/** The fields of a server's URL, for another database of it. */
export function serverPlace(engine: Engine, url: string, database: string): SourcePlace {
  const { hostname, port, username, password } = new URL(url);
  return {
    engine,
    host: hostname,
    port: port === '' ? null : Number(port),
    user: decodeURIComponent(username),
    password: decodeURIComponent(password),
    database,
    path: null,
  };
}
