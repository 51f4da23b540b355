import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { atFileEnd } from './cleanup.js';

/** Changes one place of each connection's stream from the server, `offset` bytes after its beginning. */
export interface Mutation {
  readonly offset: number;
  /** So many of the server's bytes are left out there. */
  readonly gone: number;
  /** These come in their place. */
  readonly come: Buffer;
}

/** A TCP proxy on loopback that mutates what the server says; null passes all on. Closed at the end of the test file. */
export async function mutatingProxy(target: { readonly host: string; readonly port: number }) {
  const sockets = new Set<Socket>();
  const proxy = { port: 0, mutation: null as Mutation | null };
  const server = createServer((client) => {
    const { mutation } = proxy;
    const upstream = connect(target);
    let passed = 0;
    for (const [from, to] of [[client, upstream], [upstream, client]] as const) {
      sockets.add(from);
      from.on('error', () => to.destroy()).on('close', () => to.destroySoon()).on('end', () => to.end());
    } // prettier-ignore
    client.on('data', (chunk) => upstream.write(chunk));
    upstream.on('data', (chunk) => {
      client.write(mutation ? mutated(chunk, passed, mutation) : chunk);
      passed += chunk.length;
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  proxy.port = (server.address() as { port: number }).port;
  atFileEnd(async () => {
    for (const socket of sockets) socket.destroy();
    server.close();
    await once(server, 'close');
  });
  return proxy;
}

/** The part of the stream that begins at `start`, as it is sent on. */
function mutated(chunk: Buffer, start: number, { offset, gone, come }: Mutation): Buffer {
  const [from, to] = [offset - start, offset + gone - start];
  const clip = (at: number): number => Math.max(0, Math.min(chunk.length, at));
  const isHere = from >= 0 && from < chunk.length;
  return Buffer.concat([chunk.subarray(0, clip(from)), isHere ? come : Buffer.alloc(0), chunk.subarray(clip(to))]);
}
