import { ApiClient } from './api-client.js';
import { PASSWORD } from './api-app.js';

/** A browser's session: the cookie that signing in gave. */
export async function signIn(address: string, login: string): Promise<ApiClient> {
  const page = await fetch(`${address}/login`);
  const csrf = /name="_csrf" value="([^"]+)"/.exec(await page.text())?.[1] ?? '';
  const cookies = page.headers.getSetCookie().map((line) => line.split(';')[0]);
  const response = await fetch(`${address}/login`, {
    method: 'POST',
    headers: { cookie: cookies.join('; ') },
    body: new URLSearchParams({ _csrf: csrf, login, password: PASSWORD }),
    redirect: 'manual',
  });
  const cookie = response.headers.getSetCookie().find((line) => line.startsWith('seshat_session='));
  return new ApiClient(address, null, { cookie: cookie?.split(';')[0] ?? '' });
}
