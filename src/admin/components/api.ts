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
  return send<T>(path, {
    method,
    headers: body === undefined ? { accept: 'application/json' } : { 'content-type': 'application/json' },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
}

/** Sends content as it is, such as that of a file. @param path as of {@link call} */
export async function upload<T>(path: string, content: Blob): Promise<T> {
  return send<T>(path, { method: 'POST', headers: { 'content-type': 'application/octet-stream' }, body: content });
}

async function send<T>(path: string, init: RequestInit): Promise<T> {
  const { response, text } = await request(`${BASE}/api${path}`, init);
  const data: unknown = text === '' ? null : parse(text);
  if (response.ok) return data as T;
  const problem = (data ?? {}) as Partial<ApiProblem>;
  throw new ApiError({ ...problem, status: response.status, detail: problem.detail ?? response.statusText });
}

/**
 * Deletes a record as the lists of the admin pages do, where the API has no call for it.
 * @throws ApiError with what stands in the way
 */
export async function deleteRecord(resource: string, id: string): Promise<void> {
  const path = adminPath(`/api/resources/${resource}/records/${encodeURIComponent(id)}/delete`);
  const { response, text } = await request(path, { method: 'POST', body: new FormData() });
  const { notice } = parse(text) as { notice?: { type?: string; message?: string } };
  if (response.ok && notice?.type !== 'error') return;
  throw new ApiError({ status: response.status, detail: notice?.message ?? 'It could not be deleted.' });
}

/** A short content as text, such as a diagnostic. @param path as of {@link call} */
export async function contentOf(path: string): Promise<string> {
  const { response, text } = await request(`${BASE}/api${path}`, {});
  if (response.ok) return text;
  throw new ApiError({ status: response.status, detail: `The content could not be fetched (${response.status}).` });
}

async function request(path: string, init: RequestInit): Promise<{ response: Response; text: string }> {
  let response: Response;
  try {
    response = await fetch(path, { ...init, credentials: 'same-origin' });
  } catch {
    throw new ApiError({ status: 0, detail: 'The server did not answer. Is it running, and are you connected?' });
  }
  if (response.status === 401) {
    const next = window.location.pathname + window.location.search;
    window.location.assign(`${BASE}/login?next=${encodeURIComponent(next)}`);
  }
  return { response, text: await response.text() };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return { detail: 'The server answered with something that is not JSON. Is a proxy in between?' };
  }
}

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
