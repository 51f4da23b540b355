import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { tcpProxy, type ProxyMode } from '../support/tcp-proxy.js';

/** Echoes, and ends when the client does. */
const echo = createServer({ allowHalfOpen: true }, (socket) => socket.on('error', () => undefined).pipe(socket));

beforeAll(async () => {
  echo.listen(0, '127.0.0.1');
  await once(echo, 'listening');
});
afterAll(() => void echo.close());

const start = (mode?: ProxyMode) =>
  tcpProxy({ host: '127.0.0.1', port: (echo.address() as { port: number }).port }, mode);

/** Sends `hello` and ends; answers what came back, and `ended`, the error's code, or `nothing` after `ms`. */
async function exchange(port: number, ms = 2_000): Promise<{ text: string; outcome: string; ms: number }> {
  const started = performance.now();
  const socket = connect({ port, host: '127.0.0.1' });
  let text = '';
  socket.on('data', (chunk: Buffer) => (text += chunk.toString()));
  const outcome = new Promise<string>((resolve) => {
    socket.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? 'error'));
    socket.on('end', () => resolve('ended'));
    socket.setTimeout(ms, () => resolve('nothing'));
  });
  socket.end('hello');
  const result = await outcome;
  socket.destroy();
  return { text, outcome: result, ms: performance.now() - started };
}

describe('the TCP proxy', () => {
  it('passes everything on, the end included, and counts', async () => {
    const proxy = await start();
    expect(await exchange(proxy.port)).toMatchObject({ text: 'hello', outcome: 'ended' });
    expect(proxy).toMatchObject({ connections: 1, received: 5 });
  });

  it('delays both ways', async () => {
    const proxy = await start({ kind: 'delay', ms: 100 });
    const result = await exchange(proxy.port);
    expect(result).toMatchObject({ text: 'hello', outcome: 'ended' });
    expect(result.ms).toBeGreaterThan(190);
  });

  it('swallows in a black hole, also what is under way', async () => {
    const proxy = await start({ kind: 'black-hole' });
    expect(await exchange(proxy.port, 200)).toMatchObject({ text: '', outcome: 'nothing' });

    proxy.use({ kind: 'pass' });
    const open = connect({ port: proxy.port, host: '127.0.0.1' });
    expect(await roundTrip(open)).toBe('x');
    proxy.use({ kind: 'black-hole' });
    await expect(roundTrip(open, 200)).resolves.toBe('nothing');
    open.destroy();
  });

  it('cuts after so many bytes', async () => {
    const proxy = await start({ kind: 'cut', afterBytes: 3 });
    expect(await exchange(proxy.port)).toMatchObject({ text: 'hel', outcome: 'ECONNRESET' });
  });

  it('refuses, and listens no more once closed', async () => {
    const proxy = await start({ kind: 'refuse' });
    expect(await exchange(proxy.port)).toMatchObject({ text: '', outcome: 'ECONNRESET' });
    await proxy.close();
    expect(await exchange(proxy.port)).toMatchObject({ text: '', outcome: 'ECONNREFUSED' });
  });
});

async function roundTrip(socket: Socket, ms = 2_000): Promise<string> {
  const answer = new Promise<string>((resolve) => {
    socket.once('data', (chunk: Buffer) => resolve(chunk.toString()));
    setTimeout(() => resolve('nothing'), ms).unref();
  });
  socket.write('x');
  return answer;
}
