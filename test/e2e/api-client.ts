import { setTimeout as sleep } from 'node:timers/promises';

/** An answer of the API. */
export interface Answer<T> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: T;
  readonly text: string;
}

/** A JSON thing whose fields the test knows. */
export type Json = Record<string, unknown> & { readonly id?: string };

/** Sends requests as a program with a token does. */
export class ApiClient {
  constructor(
    readonly address: string,
    private readonly token: string | null,
    private readonly always: Record<string, string> = {},
  ) {}

  get headers(): Record<string, string> {
    return this.token === null ? this.always : { ...this.always, authorization: `Bearer ${this.token}` };
  }

  async send<T = Json>(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer<T>> {
    const json: Record<string, string> = body === undefined ? {} : { 'content-type': 'application/json' };
    const response = await fetch(`${this.address}${path}`, {
      method,
      headers: { ...this.headers, ...json, ...headers },
      body: body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body),
      redirect: 'manual',
    });
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.includes('json') ?? false;
    return { status: response.status, headers: response.headers, text, body: (isJson ? JSON.parse(text) : null) as T };
  }

  get<T = Json>(path: string, headers?: Record<string, string>): Promise<Answer<T>> {
    return this.send<T>('GET', path, undefined, headers);
  }

  post<T = Json>(path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer<T>> {
    return this.send<T>('POST', path, body, headers);
  }

  patch<T = Json>(path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer<T>> {
    return this.send<T>('PATCH', path, body, headers);
  }

  delete<T = Json>(path: string): Promise<Answer<T>> {
    return this.send<T>('DELETE', path);
  }

  /** The job when it has ended. */
  async ended(id: string, timeoutMs = 60_000): Promise<Json> {
    const deadline = Date.now() + timeoutMs;
    for (;;) {
      const { body } = await this.get(`/api/jobs/${id}`);
      if (!['pending', 'running'].includes(String(body.status))) return body;
      if (Date.now() > deadline) throw new Error(`Job ${String(body.number)} is still ${String(body.status)}.`);
      await sleep(50);
    }
  }
}
