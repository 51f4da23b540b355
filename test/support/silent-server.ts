import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { atFileEnd } from './cleanup.js';

/** A port on which connections are taken and nothing is ever answered. */
export interface SilentServer {
  readonly port: number;
  /** Resolves when somebody has connected. */
  connected(): Promise<void>;
}

/** Starts one, on loopback; `greeting` is all it ever says. Closed at the end of the test file. */
export async function silentServer(greeting = ''): Promise<SilentServer> {
  const sockets = new Set<Socket>();
  let count = 0;
  const server = createServer((socket) => {
    count++;
    sockets.add(socket);
    socket.on('error', () => undefined).on('data', () => undefined);
    if (greeting !== '') socket.write(greeting, 'latin1');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  atFileEnd(async () => {
    for (const socket of sockets) socket.destroy();
    server.close();
    await once(server, 'close');
  });
  return {
    port: (server.address() as { port: number }).port,
    connected: async () => {
      if (count === 0) await once(server, 'connection');
    },
  };
}
