import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { SYSTEM } from '../../src/common/actor.js';
import { Session } from '../../src/auth/session.entity.js';
import { TEST_ENGINES } from '../support/engines.js';
import { httpApp, type HttpApp } from './http-app.js';

const PASSWORD = 'correct horse battery';
let addresses = 0;

/** A browser that keeps its cookies. */
class Browser {
  readonly cookies = new Map<string, string>();
  constructor(
    private readonly app: HttpApp,
    readonly address = `10.3.0.${++addresses}`,
  ) {}

  async send(method: 'get' | 'post', path: string, headers: Record<string, string> = {}, form?: object) {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const sent = request(this.app.express)
      [method](path)
      .set({ accept: 'text/html', ...(cookie && { cookie }), 'x-forwarded-for': this.address, ...headers });
    const response = await (form === undefined ? sent : sent.type('form').send(form));
    for (const line of [response.headers['set-cookie'] ?? []].flat() as string[]) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (value === '') this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
    return response;
  }

  /** The hidden token of the form on a page. */
  async formToken(path: string): Promise<string> {
    const { text } = await this.send('get', path);
    return /name="_csrf" value="([^"]+)"/.exec(text)?.[1] ?? '';
  }

  async signIn(login: string, password = PASSWORD, next = '', headers: Record<string, string> = {}) {
    const _csrf = await this.formToken('/login');
    return this.send('post', '/login', headers, { _csrf, login, password, next });
  }
}

describe.each(TEST_ENGINES)('sessions over HTTP on %s', (engine) => {
  let app: HttpApp;
  beforeAll(async () => {
    app = await httpApp(engine, { trustProxy: 1 });
    await app.people.users.add(SYSTEM, { login: 'ann', name: 'Ann', role: 'editor', password: PASSWORD });
  });
  afterAll(() => app.close());

  it('signing in gives a session under a new id, and leads to where one wanted', async () => {
    const browser = new Browser(app);
    const refused = await browser.send('get', '/admin?page=2');
    expect([refused.status, refused.headers.location]).toEqual([302, '/login?next=%2Fadmin%3Fpage%3D2']);
    browser.cookies.set('seshat_session', 's:planted.signature');
    const response = await browser.signIn('Ann', PASSWORD, '/admin?page=2');
    expect([response.status, response.headers.location]).toEqual([303, '/admin?page=2']);
    const cookie = ([response.headers['set-cookie']].flat() as string[]).find((line) =>
      line.startsWith('seshat_session='),
    );
    expect(cookie).toMatch(/^seshat_session=s%3A[\w-]{43}\.[^;]+; Path=\/; HttpOnly; SameSite=Strict$/);
    const first = browser.cookies.get('seshat_session');
    expect((await browser.send('get', '/admin?page=2')).text).toBe('the admin pages');
    expect((await browser.send('get', '/api/me')).body).toEqual({ kind: 'user', name: 'Ann', role: 'editor' });

    const again = await new Browser(app, browser.address).formToken('/login');
    browser.cookies.set('seshat_form', again);
    await browser.send('post', '/login', {}, { _csrf: again, login: 'ann', password: PASSWORD });
    expect(browser.cookies.get('seshat_session')).not.toBe(first);
    const stolen = new Browser(app);
    stolen.cookies.set('seshat_session', first ?? '');
    expect((await stolen.send('get', '/api/me')).status).toBe(401);
  });

  it('a session dies at its next request when it is revoked, its user disabled, or signed out', async () => {
    const { users, sessions, transactions } = app.people;
    const { user } = await users.add(SYSTEM, { login: 'eve', password: PASSWORD, role: 'viewer' });
    const [first, second, third] = [new Browser(app), new Browser(app), new Browser(app)];
    for (const browser of [first, second, third]) {
      await browser.signIn('eve');
      app.people.clock.advance(1000);
    }
    const [newest] = await sessions.list(SYSTEM, user.id);
    await sessions.revoke(SYSTEM, newest?.id ?? '');
    expect((await third.send('get', '/api/me')).status).toBe(401);
    expect((await second.send('get', '/api/me')).status).toBe(200);

    const _csrf = await second.formToken('/logout');
    expect((await second.send('post', '/logout', {}, { _csrf: 'x' })).status).toBe(403);
    const out = await second.send('post', '/logout', {}, { _csrf });
    expect([out.status, out.headers.location]).toEqual([303, '/login']);
    expect((await second.send('get', '/api/me')).status).toBe(401);

    expect((await first.send('get', '/api/me')).status).toBe(200);
    await users.disable(SYSTEM, user.id);
    expect((await first.send('get', '/api/me')).status).toBe(401);
    expect(await transactions.read((manager) => manager.countBy(Session, { userId: user.id }))).toBe(0);
  });

  it('tokens are let through within their scopes, wrong ones refused, and no session is made for them', async () => {
    const { actor } = await app.people.auth.signIn('ann', PASSWORD, null);
    const { text, token } = await app.people.tokens.create(actor, { name: 'ci', scopes: ['read'] });
    const ask = () => request(app.express).get('/api/me').set('authorization', `Bearer ${text}`);
    const response = await ask();
    expect(response.body).toEqual({ kind: 'token', name: 'Ann (token ci)', role: 'viewer' });
    expect(response.headers['set-cookie']).toBeUndefined();
    await app.people.tokens.revoke(actor, token.id);
    expect((await ask()).body).toMatchObject({ code: 'unauthenticated', detail: expect.stringContaining('revoked') });
  });
});

describe('the gate', () => {
  let app: HttpApp;
  beforeAll(async () => {
    app = await httpApp('sqlite', { trustProxy: 1 });
    await app.people.users.add(SYSTEM, { login: 'ann', name: 'Ann <b>', role: 'editor', password: PASSWORD });
  });
  afterAll(() => app.close());

  it.each([
    [{ origin: 'https://evil.example' }, 403],
    [{ origin: 'null' }, 403],
    [{ referer: 'https://evil.example/x' }, 403],
    [{ 'sec-fetch-site': 'cross-site' }, 403],
    [{ 'sec-fetch-site': 'same-site' }, 403],
    [{ 'sec-fetch-site': 'same-origin', origin: 'https://behind.proxy' }, 201],
    [{ origin: 'http://catalogue.example', host: 'catalogue.example' }, 201],
    [{ referer: 'http://catalogue.example/admin', host: 'catalogue.example' }, 201],
    [{}, 201],
  ])('answers a POST with %j by %i', async (headers, status) => {
    const browser = new Browser(app);
    await browser.signIn('ann');
    expect((await browser.send('post', '/api/echo', headers as Record<string, string>)).status).toBe(status);
  });

  it('lets bearer tokens through from anywhere: no browser sends them by itself', async () => {
    const { actor } = await app.people.auth.signIn('ann', PASSWORD, null);
    const { text } = await app.people.tokens.create(actor, { name: 'ci', scopes: ['read'] });
    const headers = { authorization: `Bearer ${text}`, origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' };
    expect((await request(app.express).post('/api/echo').set(headers).send({ a: 1 })).body).toEqual({ body: { a: 1 } });
  });

  it('refuses even reading across sites where reading may do something', async () => {
    const browser = new Browser(app);
    await browser.signIn('ann');
    expect((await browser.send('get', '/admin/api/action', { 'sec-fetch-site': 'cross-site' })).status).toBe(403);
    expect((await browser.send('get', '/admin/api/action', { 'sec-fetch-site': 'same-origin' })).text).toBe('done');
    expect((await browser.send('get', '/admin', { 'sec-fetch-site': 'cross-site' })).text).toBe('the admin pages');
  });

  it('does not sign in from another site, without the form, or with the token of another browser', async () => {
    const browser = new Browser(app);
    expect((await browser.signIn('ann', PASSWORD, '', { origin: 'https://evil.example' })).status).toBe(403);
    const fields = { login: 'ann', password: PASSWORD };
    const stranger = await new Browser(app).formToken('/login');
    for (const form of [fields, { ...fields, _csrf: '' }, { ...fields, _csrf: stranger }]) {
      const response = await browser.send('post', '/login', {}, form);
      expect([response.status, browser.cookies.has('seshat_session')]).toEqual([403, false]);
      expect(response.text).toContain('The form had expired');
    }
    expect((await browser.signIn('ann')).status).toBe(303);
  });

  it('says what was wrong, keeps the login, never the password, and throttles in words', async () => {
    const browser = new Browser(app);
    const wrong = await browser.signIn('"><script>x', 'my wrong password');
    expect(wrong.status).toBe(401);
    expect(wrong.text).toContain('role="alert" id="problem">Wrong login or password.');
    expect(wrong.text).toContain('value="&#34;&#62;&#60;script&#62;x"');
    expect(wrong.text).not.toContain('my wrong password');
    for (let i = 0; i < 4; i++) await browser.signIn('"><script>x', 'wrong');
    const throttled = await browser.signIn('"><script>x', 'wrong');
    expect([throttled.status, throttled.headers['retry-after']]).toEqual([429, '2']);
    expect(throttled.text).toContain('Too many failed attempts to sign in. Try again in 2 seconds.');
  });

  it('goes to paths of its own only', async () => {
    for (const next of ['//evil.example', 'https://evil.example', '/\\evil.example']) {
      expect((await new Browser(app).signIn('ann', PASSWORD, next)).headers.location).toBe('/admin');
    }
    const page = await new Browser(app).send('get', '/login?next=//evil.example');
    expect(page.text).toContain('name="next" value="/admin"');
    const browser = new Browser(app);
    await browser.signIn('ann');
    expect((await browser.send('get', '/login?next=/admin/x')).headers.location).toBe('/admin/x');
    expect((await browser.send('get', '/logout')).text).toContain('You are signed in as Ann &#60;b&#62;.');
  });

  it('sends its headers with every answer, a new nonce each time', async () => {
    const policy = async (path: string): Promise<string> => {
      const { headers } = await new Browser(app).send('get', path);
      expect(headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
        'referrer-policy': 'same-origin',
        'x-request-id': expect.stringMatching(/^[0-9a-f-]{36}$/),
      });
      expect(headers['x-powered-by']).toBeUndefined();
      expect(headers['strict-transport-security']).toBeUndefined();
      return headers['content-security-policy'] ?? '';
    };
    const policies = [await policy('/login'), await policy('/api/me'), await policy('/nothing')];
    expect(new Set(policies).size).toBe(3);
    expect(policies[0]).toMatch(
      /^default-src 'self';script-src 'self' 'nonce-[\w+/]{22}==';style-src 'self' 'unsafe-inline';img-src 'self' data:;connect-src 'self';frame-ancestors 'none';base-uri 'self';form-action 'self';object-src 'none'$/,
    );
    expect((await new Browser(app).send('get', '/login')).headers['cache-control']).toBe('no-store');
  });

  it('reads no body of a stranger, and none that is too large or broken', async () => {
    const large = JSON.stringify({ text: 'x'.repeat(2_000_000) });
    const post = (body: string) => request(app.express).post('/api/echo').type('json').send(body);
    expect((await post('{"secret-')).status).toBe(401);
    const { actor } = await app.people.auth.signIn('ann', PASSWORD, null);
    const { text } = await app.people.tokens.create(actor, { name: 'ci', scopes: ['read'] });
    const asAnn = (body: string) => post(body).set('authorization', `Bearer ${text}`);
    expect((await asAnn(large)).body).toMatchObject({ code: 'body-too-large' });
    const broken = await asAnn('{"password": "hunter2"');
    expect(broken.body).toEqual({ code: 'invalid-input', detail: 'The body is not valid JSON.' });
    const form = await new Browser(app).send('post', '/login', {}, { login: 'x'.repeat(20_000) });
    expect([form.status, form.text.includes('too large')]).toEqual([413, true]);
  });

  it('logs each request without parameters, cookies, tokens or passwords', async () => {
    const browser = new Browser(app);
    await browser.signIn('ann');
    await browser.send('get', '/api/me?token=in-the-address');
    const all = app.log.join('');
    expect(all).not.toMatch(/in-the-address|seshat_session|correct horse|my wrong password|hunter2|Bearer/);
    const line = JSON.parse(app.log.at(-1) ?? '{}') as object;
    expect(line).toMatchObject({
      ...{ level: 30, context: 'Http', method: 'GET', path: '/api/me', status: 200, actor: 'Ann <b>' },
      ...{ address: browser.address, msg: 'GET /api/me 200', ms: expect.any(Number), requestId: expect.any(String) },
    });
  });
});

describe('below a path behind TLS', () => {
  let app: HttpApp;
  beforeAll(async () => {
    app = await httpApp('sqlite', { baseUrl: 'https://example.org/seshat', trustProxy: false });
    await app.people.users.add(SYSTEM, { login: 'ann', role: 'editor', password: PASSWORD });
  });
  afterAll(() => app.close());

  it.each(['', '/seshat'])('works whether the proxy passes on %j', async (prefix) => {
    const browser = new Browser(app);
    const refused = await browser.send('get', `${prefix}/admin/x?y=1`);
    expect(refused.headers.location).toBe('/seshat/login?next=%2Fseshat%2Fadmin%2Fx%3Fy%3D1');
    const page = await browser.send('get', `${prefix}/login`);
    expect(page.text).toContain('action="/seshat/login"');
    expect(page.headers['strict-transport-security']).toBe('max-age=31536000');
    const _csrf = await browser.formToken(`${prefix}/login`);
    const origin = 'https://example.org';
    const response = await browser.send(
      'post',
      `${prefix}/login`,
      { origin },
      { _csrf, login: 'ann', password: PASSWORD },
    );
    expect([response.status, response.headers.location]).toEqual([303, '/seshat/admin']);
    expect(([response.headers['set-cookie']].flat() as string[]).join()).toMatch(
      /Path=\/seshat; HttpOnly; Secure; SameSite=Strict/,
    );
    expect((await browser.send('get', `${prefix}/api/me`)).status).toBe(200);
  });
});
