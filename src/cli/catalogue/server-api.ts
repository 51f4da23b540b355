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

  /** @throws DomainError with the server's own words; InvalidInputError where the input is wrong */
  private async call<T>(method: string, path: string, body?: object): Promise<T> {
    const headers = { authorization: `Bearer ${this.token}`, 'content-type': 'application/json' };
    const signal = AbortSignal.timeout(PATIENCE_MS);
    const request = { method, headers, body: body && JSON.stringify(body), signal };
    const response = await fetch(`${this.address}/api${path}`, request).catch((cause: unknown) => {
      throw new DomainError('server-away', `The server at ${this.address} does not answer.`, { cause });
    });
    const answer = (await response.json().catch(() => null)) as T & Problem;
    if (response.ok) return answer;
    const { code = 'server-error', detail = `The server answered ${response.status}.`, errors } = answer ?? {};
    throw response.status === 422 ? new InvalidInputError(detail, errors) : new DomainError(code, detail);
  }
}
