import { once } from 'node:events';
import { createServer, connect, type Server, type Socket } from 'node:net';
import { atFileEnd } from './cleanup.js';

/**
 * What the proxy does with a connection:
 * `pass`; `delay` every chunk by `ms`, both ways; `black-hole`: take everything, pass nothing on, never end;
 * `cut` both sides hard once the server has sent `afterBytes`; `truncate`: end them politely there; `refuse`: reset at
 * once (see `TcpProxy.close` for a port on which nobody listens).
 */
export type ProxyMode =
  | { readonly kind: 'pass' }
  | { readonly kind: 'delay'; readonly ms: number }
  | { readonly kind: 'black-hole' }
  | { readonly kind: 'cut'; readonly afterBytes: number }
  | { readonly kind: 'truncate'; readonly afterBytes: number }
  | { readonly kind: 'refuse' };

/** A reset overtakes bytes that the client has not read yet: it gets so long to take the last ones. */
const RESET_MS = 20;

/** A TCP proxy on a loopback port of its own that fails as told; closed at the end of the test file. */
export interface TcpProxy {
  readonly host: string;
  readonly port: number;
  /** Connections taken so far, refused ones included. */
  readonly connections: number;
  /** Bytes that came from the server so far. */
  readonly received: number;
  /** Holds for new and open connections alike: it freezes, slows or cuts what is under way. Counting of bytes starts now. */
  use(mode: ProxyMode): void;
  /** Resets every open connection and goes on listening. */
  dropAll(): void;
  /** Resets every connection and stops listening: from then on the port refuses. */
  close(): Promise<void>;
}

/** Starts a proxy before `target`. */
export async function tcpProxy(
  target: { readonly host: string; readonly port: number },
  mode: ProxyMode = { kind: 'pass' },
): Promise<TcpProxy> {
  const proxy = new RunningProxy(target, mode);
  await proxy.listen();
  atFileEnd(() => proxy.close());
  return proxy;
}

class RunningProxy implements TcpProxy {
  readonly host = '127.0.0.1';
  port = 0;
  connections = 0;
  received = 0;
  private readonly server: Server = createServer({ allowHalfOpen: true }, (client) => this.accept(client));
  private readonly pairs = new Set<() => void>();
  private cutAt = Infinity;

  constructor(
    private readonly target: { readonly host: string; readonly port: number },
    private mode: ProxyMode,
  ) {
    this.use(mode);
  }

  async listen(): Promise<void> {
    this.server.listen(0, this.host);
    await once(this.server, 'listening');
    this.port = (this.server.address() as { port: number }).port;
  }

  use(mode: ProxyMode): void {
    this.mode = mode;
    this.cutAt = 'afterBytes' in mode ? this.received + mode.afterBytes : Infinity;
    if (mode.kind === 'refuse') this.dropAll();
  }

  dropAll(): void {
    for (const drop of this.pairs) drop();
  }

  async close(): Promise<void> {
    this.dropAll();
    if (!this.server.listening) return;
    this.server.close();
    await once(this.server, 'close');
  }

  private accept(client: Socket): void {
    this.connections += 1;
    client.on('error', () => undefined);
    // What was cut stays cut.
    if (this.mode.kind === 'refuse' || this.received >= this.cutAt) {
      client.resetAndDestroy();
      return;
    }
    const upstream = connect({ ...this.target, allowHalfOpen: true });
    const drop = (): void => {
      this.pairs.delete(drop);
      if (this.mode.kind === 'truncate') client.end();
      else client.resetAndDestroy();
      upstream.destroy();
    };
    /** All of them; this one also when its server has ended by itself. */
    const cut = (): void => {
      drop();
      this.dropAll();
    };
    this.pairs.add(drop);
    upstream.on('error', drop);
    upstream.on('close', () => this.pairs.delete(drop));
    this.carry(client, upstream, (chunk) => this.pass(upstream, chunk));
    this.carry(upstream, client, (chunk) => {
      const left = this.cutAt - this.received;
      this.received += chunk.length;
      if (left > chunk.length) this.pass(client, chunk);
      else if (left > 0) client.write(chunk.subarray(0, left), () => setTimeout(cut, RESET_MS));
      else drop();
    });
  }

  /** Chunks and the end travel in order; the other side's end follows the last chunk. */
  private carry(from: Socket, to: Socket, forward: (chunk: Buffer) => void): void {
    from.on('data', forward);
    from.on('end', () => this.later(() => to.end()));
    from.on('close', () => this.later(() => to.destroySoon()));
  }

  private pass(to: Socket, chunk: Buffer): void {
    this.later(() => {
      if (!to.destroyed) to.write(chunk);
    });
  }

  private later(act: () => void): void {
    if (this.mode.kind === 'delay') setTimeout(act, this.mode.ms);
    // In a black hole nothing arrives, not even the end; nor does a polite end follow a cut.
    else if (this.mode.kind !== 'black-hole' && this.received < this.cutAt) act();
  }
}
