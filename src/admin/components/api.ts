/** The server's own REST API, called with the signed-in session. */

export interface ApiProblem {
  readonly status: number;
  readonly code?: string;
  readonly detail: string;
  readonly errors?: readonly { readonly path: string; readonly message: string }[];
  readonly [key: string]: unknown;
}

/** Thrown for every answer that is not 2xx; `problem` is the problem+json body. */
export class ApiError extends Error {
  constructor(readonly problem: ApiProblem) {
    super(problem.detail);
  }
}

interface AdminWindow {
  readonly REDUX_STATE?: { readonly paths?: { readonly rootPath?: string } };
}

/** Where the application is mounted, without a trailing slash: '' or the path of the base URL. */
export const BASE = ((window as unknown as AdminWindow).REDUX_STATE?.paths?.rootPath ?? '/admin').replace(
  /\/admin$/,
  '',
);

export const adminPath = (path: string): string => `${BASE}/admin${path}`;
export const recordPath = (resource: string, id: string | number, action = 'show'): string =>
  adminPath(`/resources/${resource}/records/${encodeURIComponent(String(id))}/${action}`);

/**
 * Calls the API. A lost session leads to the sign-in page and back.
 * @param path such as `/sql-dbs?limit=5`
 */
export async function call<T>(path: string, method = 'GET', body?: unknown): Promise<T> {
  let response: Response;
  try {
    response = await fetch(`${BASE}/api${path}`, {
      method,
      credentials: 'same-origin',
      headers: body === undefined ? { accept: 'application/json' } : { 'content-type': 'application/json' },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  } catch {
    throw new ApiError({ status: 0, detail: 'The server did not answer. Is it running, and are you connected?' });
  }
  if (response.status === 401) {
    const next = window.location.pathname + window.location.search;
    window.location.assign(`${BASE}/login?next=${encodeURIComponent(next)}`);
  }
  const text = await response.text();
  const data: unknown = text === '' ? null : parse(text);
  if (response.ok) return data as T;
  const problem = (data ?? {}) as Partial<ApiProblem>;
  throw new ApiError({ ...problem, status: response.status, detail: problem.detail ?? response.statusText });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return { detail: 'The server answered with something that is not JSON. Is a proxy in between?' };
  }
}

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
