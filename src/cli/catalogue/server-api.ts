import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { DomainError, InvalidInputError, type FieldProblem } from '../../common/errors.js';

const PATIENCE_MS = 60_000;

/** A refusal, as the API says it. */
interface Problem {
  readonly detail?: string;
  readonly code?: string;
  readonly errors?: readonly FieldProblem[];
}

/** The API of the server that owns the catalogue (CONTRACT 15), by the token of its boot. */
export class ServerApi {
  constructor(
    private readonly address: string,
    private readonly token: string,
  ) {}

  get<T>(path: string): Promise<T> {
    return this.call('GET', path);
  }

  post<T>(path: string, body: object = {}): Promise<T> {
    return this.call('POST', path, body);
  }

  patch<T>(path: string, body: object): Promise<T> {
    return this.call('PATCH', path, body);
  }

  /** Sends bytes as they are. @throws as the others */
  async send<T>(path: string, content: Blob): Promise<T> {
    const headers = { 'content-type': 'application/octet-stream' };
    return answerOf<T>(await this.ask('POST', path, content, headers));
  }

  /** The bytes of an answer, as they come. @throws as the others */
  async open(path: string): Promise<Readable> {
    const response = await this.ask('GET', path);
    if (!response.ok) await answerOf(response);
    return Readable.fromWeb(response.body as ReadableStream);
  }

  /** @throws DomainError with the server's own words; InvalidInputError where the input is wrong */
  private async call<T>(method: string, path: string, body?: object): Promise<T> {
    const headers = { 'content-type': 'application/json' };
    const signal = AbortSignal.timeout(PATIENCE_MS);
    return answerOf<T>(await this.ask(method, path, body && JSON.stringify(body), headers, signal));
  }

  private ask(
    method: string,
    path: string,
    body?: string | Blob,
    headers: Readonly<Record<string, string>> = {},
    signal?: AbortSignal,
  ): Promise<Response> {
    const request = { method, headers: { ...headers, authorization: `Bearer ${this.token}` }, body, signal };
    return fetch(`${this.address}/api${path}`, request).catch((cause: unknown) => {
      throw new DomainError('server-away', `The server at ${this.address} does not answer.`, { cause });
    });
  }
}

async function answerOf<T>(response: Response): Promise<T> {
  const answer = (await response.json().catch(() => null)) as T & Problem;
  if (response.ok) return answer;
  const { code = 'server-error', detail = `The server answered ${response.status}.`, errors } = answer ?? {};
  throw response.status === 422 ? new InvalidInputError(detail, errors) : new DomainError(code, detail);
}
