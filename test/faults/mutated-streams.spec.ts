import { beforeAll, describe, expect, it, jest } from '@jest/globals';
import { WHOLE_SCOPE } from '../../src/introspection/scope.js';
import { ChildSchemaReader, DEFAULT_READER_SETTINGS } from '../../src/introspection/child-schema-reader.js';
import { parseSourceUrl } from '../../src/introspection/source-url.js';
import { chance, type Chance } from '../support/chance.js';
import { discoveryScene, type DiscoveryScene } from '../support/discovery-scene.js';
import { SERVER_ENGINES } from '../support/engines.js';
import { mutatingProxy, type Mutation } from '../support/mutating-proxy.js';
import { rounds } from '../support/rounds.js';

jest.setTimeout(1_200_000);

/** In a round: one by a job, the others by readers alone; twenty rounds make a hundred streams. */
const READS = 4;
const ENV = { SESHAT_CONNECT_TIMEOUT: '1s', SESHAT_QUERY_TIMEOUT: '1s', SESHAT_CHILD_KILL: '1s' };
const LIMITS = { ...DEFAULT_READER_SETTINGS.limits, connectMs: 2_000, queryMs: 1_000, attempts: 1 };

describe.each(SERVER_ENGINES)('a %s server that talks nonsense in mid-stream', (engine) => {
  let scene: DiscoveryScene;
  let proxy: Awaited<ReturnType<typeof mutatingProxy>>;
  beforeAll(async () => {
    scene = await discoveryScene(engine, {
      env: ENV,
      through: async (target) => (proxy = await mutatingProxy(target)),
    });
  });

  const bytes = (luck: Chance, count: number): Buffer =>
    Buffer.from(Array.from({ length: count }, () => luck.whole(0, 255)));
  /** The greeting and the first answers are as worth it as all the rows. */
  const offset = (luck: Chance): number =>
    luck.whole(0, luck.whole(0, 1) === 0 ? 400 : Math.floor(scene.usual.bytes * 0.4));
  /** Bytes too many or too few: from there on nothing is where it should be. */
  const shifted = (luck: Chance): Mutation => {
    const gone = luck.whole(0, 4);
    return { offset: offset(luck), gone, come: bytes(luck, gone === 0 ? luck.whole(1, 4) : 0) };
  };
  const overwritten = (luck: Chance): Mutation => {
    const come = bytes(luck, luck.whole(1, 64));
    return { offset: offset(luck), gone: come.length, come };
  };

  it('fails the discovery with its class, publishes nothing, and leaves the server alive', async () => {
    await scene.source.change();
    await scene.invariants.prepare();
    for (const round of rounds()) {
      proxy.mutation = shifted(chance(`job ${engine} ${round}`));
      const job = await scene.app.ended(await scene.start());
      // What lies beyond all that was sent changes nothing.
      expect(job.errorCode ?? job.status).toMatch(/^source-[a-z-]+$|^COMPLETED$/);
      expect(job.losses).toBe(0);
      await scene.invariants.expectWholePicture();
    }
    proxy.mutation = null;
    await scene.invariants.hold();
  });

  it('is a failure of the source to the reader, whatever its child makes of it', async () => {
    const { user, password, database } = scene.source.input;
    const connection = parseSourceUrl(`${engine}://${user}:${password}@127.0.0.1:${proxy.port}/${database}`);
    const reader = new ChildSchemaReader({ ...DEFAULT_READER_SETTINGS, limits: LIMITS, killMs: 1_000 });
    for (const round of rounds()) {
      for (let count = 0; count < READS; count++) {
        const luck = chance(`read ${engine} ${round} ${count}`);
        proxy.mutation = count % 2 === 0 ? shifted(luck) : overwritten(luck);
        const reading = reader.read(connection, WHOLE_SCOPE, { signal: new AbortController().signal });
        const thrown = await reading.then(() => null, (error: unknown) => error); // prettier-ignore
        if (thrown === null) continue; // it lay within a text, or beyond all that was sent
        expect(thrown).toMatchObject({ name: 'SourceError' });
        expect((thrown as Error).message).not.toContain(password);
      }
    }
    proxy.mutation = null;
  });
});
