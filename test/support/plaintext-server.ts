import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { atFileEnd } from './cleanup.js';
import type { ServerEngine } from './engines.js';

const CAPABILITIES = 0x0001 | 0x0008 | 0x0200 | 0x8000 | (0x0008 << 16); // no CLIENT_SSL (0x0800) among them

/** The greeting of a MySQL or MariaDB server that has no TLS. */
function greeting(): Buffer {
  const low = Buffer.alloc(2);
  const high = Buffer.alloc(2);
  low.writeUInt16LE(CAPABILITIES & 0xffff);
  high.writeUInt16LE(CAPABILITIES >>> 16);
  const body = Buffer.concat([
    Buffer.from('\x0a10.11.0-MariaDB-plain\0', 'latin1'),
    Buffer.from([1, 0, 0, 0]), // thread id
    Buffer.from('abcdefgh\0', 'latin1'),
    low,
    Buffer.from([45, 2, 0]), // character set, status
    high,
    Buffer.from([21]), // length of the scramble
    Buffer.alloc(10),
    Buffer.from('ijklmnopqrst\0mysql_native_password\0', 'latin1'),
  ]);
  const head = Buffer.alloc(4);
  head.writeUIntLE(body.length, 0, 3);
  return Buffer.concat([head, body]);
}

/** A server that speaks the engine's protocol just far enough to say that it has no TLS. @returns its port on loopback */
export async function plaintextServer(engine: ServerEngine): Promise<number> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    if (engine === 'postgresql') socket.once('data', () => socket.write('N'));
    else socket.on('data', () => undefined).write(greeting());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  atFileEnd(async () => {
    for (const socket of sockets) socket.destroy();
    server.close();
    await once(server, 'close');
  });
  return (server.address() as { port: number }).port;
}
