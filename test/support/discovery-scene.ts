import { SYSTEM } from '../../src/common/actor.js';
import type { Engine } from '../../src/common/snapshot.js';
import { DbElementsService } from '../../src/tasks/db-elements/db-elements.service.js';
import { changingSource, type ChangingSource } from './changing-source.js';
import { discoveryApp, type DiscoveryApp } from './discovery-app.js';
import { catalogueUrl, type ServerEngine, type TestCatalogue } from './engines.js';
import { Invariants } from './invariants.js';
import { connectCatalogue } from './open-catalogue.js';
import { tcpProxy, type TcpProxy } from './tcp-proxy.js';

/** A source behind a proxy that strikes, its undisturbed twin, and the invariants that hold meanwhile. */
export interface DiscoveryScene {
  readonly app: DiscoveryApp;
  readonly source: ChangingSource;
  /** Before the source under fire; passes everything on at first. */
  readonly proxy: TcpProxy;
  readonly subject: string;
  readonly invariants: Invariants;
  /** Of a discovery that nothing disturbs: bytes that the source sends, and milliseconds. */
  readonly usual: { readonly bytes: number; readonly ms: number };
  /** Starts the discovery of the source under fire; answers the job's id. */
  start(): Promise<string>;
}

export interface SceneOptions {
  /** SQLite when left out. */
  readonly catalogue?: TestCatalogue | Engine;
  /** SESHAT_ variables. */
  readonly env?: Readonly<Record<string, string>>;
  /** One more proxy, that leads to `proxy`. */
  readonly through?: (target: { readonly host: string; readonly port: number }) => Promise<{ readonly port: number }>;
}

/** Makes one with the product in this process. */
export async function discoveryScene(
  sourceEngine: ServerEngine,
  { catalogue, env = {}, through }: SceneOptions = {},
): Promise<DiscoveryScene> {
  const { url } = typeof catalogue === 'object' ? catalogue : await catalogueUrl(catalogue ?? 'sqlite');
  const app = await discoveryApp('sqlite', { SESHAT_CATALOGUE_URL: url, ...env });
  const source = await changingSource(sourceEngine);
  const { host = '', port = 0 } = source.input;
  const proxy = await tcpProxy({ host: host ?? '', port: port ?? 0 });
  const { id: subject } = await app.register({
    ...source.input,
    host: proxy.host,
    port: (through ? await through(proxy) : proxy).port,
  });
  const { id: twin } = await app.register(source.input);
  const discover = async (id: string): Promise<void> => {
    const { status, errorMessage } = await app.discover(id);
    if (status !== 'COMPLETED') throw new Error(`An undisturbed discovery is ${status}: ${errorMessage ?? ''}`);
  };
  await discover(twin);
  const [bytes, at] = [proxy.received, performance.now()];
  await discover(subject);
  const usual = { bytes: proxy.received - bytes, ms: performance.now() - at };
  const database = await connectCatalogue(url);
  const invariants = await Invariants.of(() => ({
    ...{ catalogue: database, subject, twin, discover, secrets: [source.password] },
    ...{ directories: [app.dataDir], outputs: [] },
  }));
  const start = async (): Promise<string> => (await app.get(DbElementsService).startOne(SYSTEM, subject, {})).job.id;
  return { app, source, proxy, subject, invariants, usual, start };
}
