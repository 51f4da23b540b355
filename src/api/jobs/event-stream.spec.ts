import { once } from 'node:events';
import { createServer, get, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import express from 'express';
import { sendEvents, type StreamEvent } from './event-stream.js';

let made = 0;
/** The error that sending ended with, or null. */
let finished: Promise<unknown> = Promise.resolve(null);
let source: () => AsyncIterable<StreamEvent>;

const server = createServer(
  express().get('/', (_request, response) => {
    const gone = new AbortController();
    response.once('close', () => gone.abort());
    finished = sendEvents(response, source(), gone.signal).then(
      () => null,
      (error: unknown) => error,
    );
  }),
);

async function open(): Promise<IncomingMessage> {
  const [response] = (await once(get({ port: (server.address() as AddressInfo).port }), 'response')) as [
    IncomingMessage,
  ];
  return response;
}

beforeAll(async () => void (await once(server.listen(0, '127.0.0.1'), 'listening')));
afterAll(async () => void (await once(server.close(), 'close')));

describe('sending events', () => {
  it('sends what there is, each with its id, and ends', async () => {
    source = async function* () {
      yield { id: 's1.p0.l0', event: 'log', data: { message: 'two\nlines\n\nevent: status' } };
      yield { id: 's1.p0.l1', event: 'end', data: {} };
    };
    const response = (await open()).setEncoding('utf8');
    let text = '';
    for await (const chunk of response) text += chunk as string;
    const log = 'id: s1.p0.l0\nevent: log\ndata: {"message":"two\\nlines\\n\\nevent: status"}\n\n';
    expect(text).toBe(`retry: 2000\n\n${log}id: s1.p0.l1\nevent: end\ndata: {}\n\n`);
    expect(response.headers['cache-control']).toBe('no-store, no-transform');
    expect(await finished).toBeNull();
  });

  it('waits for a reader that is slow, and is done when it is gone', async () => {
    made = 0;
    let closed = false;
    source = async function* () {
      try {
        for (;;) yield { id: String(++made), event: 'log', data: 'x'.repeat(64 * 1024) };
      } finally {
        closed = true;
      }
    };
    const response = (await open()).pause();
    await sleep(300);
    const heldAt = made;
    await sleep(200);
    expect(made).toBe(heldAt);
    expect(made).toBeLessThan(500);
    response.destroy();
    expect(await finished).toBeNull();
    expect(closed).toBe(true);
  });

  it('hands on an error that is not the reader’s going', async () => {
    source = async function* () {
      yield { id: '1', event: 'log', data: 1 };
      throw new Error('the catalogue went away');
    };
    (await open()).resume();
    expect(await finished).toEqual(new Error('the catalogue went away'));
  });
});
