import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { browser } from '../support/browser.js';
import { apiApp, type ApiApp } from './api-app.js';
import { ApiClient, type Json } from './api-client.js';

interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly tags: readonly string[];
  readonly security?: readonly unknown[];
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly required: boolean }[];
  readonly requestBody?: { readonly content: Record<string, { readonly schema: object }> };
  readonly responses: Record<string, { readonly content?: Record<string, { readonly schema: object }> }>;
}

interface Description {
  readonly openapi: string;
  readonly paths: Record<string, Record<string, Operation>>;
  readonly tags: readonly { readonly name: string }[];
  readonly components: { readonly schemas: Record<string, object>; readonly securitySchemes: Record<string, object> };
}

const METHODS = ['get', 'post', 'put', 'patch', 'delete'];

let app: ApiApp;
let nobody: ApiClient;
let described: Description;
const operations = (): [string, string, Operation][] =>
  Object.entries(described.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]): [string, string, Operation] => [method, path, operation]),
  );
beforeAll(async () => {
  app = await apiApp();
  nobody = new ApiClient(app.address, null);
  described = (await nobody.get<Description>('/api/openapi.json')).body;
});

describe('the description of the API', () => {
  it('is OpenAPI 3.1, for everybody to read', () => {
    expect(described.openapi).toBe('3.1.0');
    expect(Object.keys(described.components.securitySchemes)).toEqual(expect.arrayContaining(['token', 'session']));
  });

  it('has every route that the application has, and no other', () => {
    const router = app.app.getHttpAdapter().getInstance().router as {
      stack: { route?: { path: string; methods: Record<string, boolean> } }[];
    };
    const routes = router.stack.flatMap(({ route }) =>
      route ? METHODS.filter((method) => route.methods[method]).map((method) => `${method} ${route.path}`) : [],
    );
    const hidden = [
      'get /',
      'get /api',
      'get /api/docs',
      'get /api/docs/:name',
      'get /api/openapi.json',
      'get /metrics',
    ];
    const wanted = routes.filter((route) => !hidden.includes(route)).map((route) => route.replace(/:(\w+)/g, '{$1}'));
    expect(
      operations()
        .map(([method, path]) => `${method} ${path}`)
        .sort(),
    ).toEqual(wanted.sort());
    expect(wanted.length).toBeGreaterThan(40);
  });

  it('names, groups and explains every operation', () => {
    const ids = operations().map(([, , { operationId }]) => operationId);
    expect(new Set(ids).size).toBe(ids.length);
    const tags = described.tags.map(({ name }) => name);
    for (const [method, path, operation] of operations()) {
      const { operationId, summary, responses, parameters = [] } = operation;
      expect([operationId, summary, tags]).toEqual([
        expect.stringMatching(/^[a-z][A-Za-z]+$/),
        expect.stringMatching(/.{8,}/),
        expect.arrayContaining([...operation.tags]),
      ]);
      const named = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]);
      expect(parameters.filter((one) => one.in === 'path').map(({ name }) => name)).toEqual(named);
      const isPublic = operation.security?.length === 0;
      expect(isPublic).toBe(path.startsWith('/health'));
      const statuses = Object.keys(responses);
      expect(statuses.some((status) => status.startsWith('2'))).toBe(true);
      if (!isPublic) expect(statuses).toEqual(expect.arrayContaining(['401', '403', '429', '500', '503']));
      if (named.length > 0) expect([method, path, statuses.includes('404')]).toEqual([method, path, true]);
      if (operation.requestBody) expect(statuses).toEqual(expect.arrayContaining(['422']));
    }
  });

  it('shows what every refusal looks like', () => {
    for (const [, , { responses }] of operations()) {
      for (const [status, { content }] of Object.entries(responses).filter(([status]) => status >= '400')) {
        expect([status, content]).toEqual([
          status,
          { 'application/problem+json': { schema: { $ref: '#/components/schemas/ProblemDto' } } },
        ]);
      }
    }
  });

  it('refers to nothing that is not there', () => {
    const references = [...JSON.stringify(described).matchAll(/"\$ref":"#\/components\/schemas\/(\w*)"/g)];
    const missing = references.map((match) => match[1] ?? '').filter((name) => !(name in described.components.schemas));
    expect(missing).toEqual([]);
    expect(JSON.stringify(described)).not.toContain('"nullable":true');
  });
});

describe('what the API answers', () => {
  it('is what its description says', async () => {
    const admin = (await app.person('ada', 'admin')).client;
    const ajv = new Ajv2020({ strict: false, allErrors: true });
    addFormats.default(ajv);
    ajv.addSchema({ $id: 'seshat', components: described.components });
    const valid = (name: string, body: unknown): void => {
      const schema = closed(described.components.schemas[name]);
      const validate = ajv.compile(JSON.parse(JSON.stringify(schema).replaceAll('"#/', '"seshat#/')) as object);
      expect([name, validate(body), validate.errors]).toEqual([name, true, null]);
    };
    const place = { engine: 'mariadb', host: '127.0.0.1', port: 1, database: 'x', user: 'x' };
    const made = await admin.post('/api/sql-dbs', { name: 'Described', ...place });
    valid('SqlDbDto', made.body);
    valid('SqlDbPageDto', (await admin.get('/api/sql-dbs')).body);
    const started = await admin.post<{ job: Json }>(`/api/sql-dbs/${made.body.id}/db-elements`);
    valid('StartedJobDto', started.body);
    valid('JobDto', await admin.ended(String(started.body.job.id)));
    valid('JobPageDto', (await admin.get('/api/jobs')).body);
    valid('LogPageDto', (await admin.get(`/api/jobs/${String(started.body.job.id)}/logs`)).body);
    valid('DbElementsStateDto', (await admin.get(`/api/sql-dbs/${made.body.id}/db-elements`)).body);
    valid('ProbeAnswerDto', (await admin.post('/api/sql-dbs/test', place)).body);
    valid('StartManyAnswerDto', (await admin.post('/api/sql-dbs/db-elements', { ids: [made.body.id] })).body);
    valid('WorkspacePageDto', (await admin.get('/api/workspaces')).body);
    valid('MeDto', (await admin.get('/api/me')).body);
    valid('TokenPageDto', (await admin.get('/api/tokens')).body);
    valid('UserPageDto', (await admin.get('/api/users')).body);
    valid('ProblemDto', (await admin.get('/api/sql-dbs?limit=0')).body);
    valid('HealthDto', (await nobody.get('/health/ready')).body);
  }, 60_000);
});

describe('the page of the API', () => {
  it('comes whole from this server, without inline scripts', async () => {
    const page = await nobody.get('/api/docs');
    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    expect(page.text).not.toMatch(/<script>|https?:\/\//);
    const sources = [...page.text.matchAll(/(?:src|href)="(docs\/[^"]+)"/g)].map((match) => match[1] ?? '');
    expect(sources).toHaveLength(3);
    for (const source of sources) {
      const { status, headers, text } = await nobody.get(`/api/${source}`);
      expect([source, status]).toEqual([source, 200]);
      expect(headers.get('content-type')).toMatch(/javascript|css/);
      expect(text.length).toBeGreaterThan(50);
    }
    expect((await nobody.get('/api')).headers.get('location')).toBe('/api/docs');
    for (const name of ['index.html', 'package.json', '..%2fpackage.json', '.env']) {
      expect((await nobody.get(`/api/docs/${name}`)).status).toBeGreaterThanOrEqual(400);
    }
  });

  it('shows every operation in a browser, and breaks no content policy', async () => {
    const page = await (await browser()).newPage();
    const trouble: string[] = [];
    page.on('console', (message) => message.type() === 'error' && trouble.push(message.text()));
    page.on('pageerror', (error) => trouble.push(error.message));
    page.on('request', (request) => request.url().startsWith(app.address) || trouble.push(request.url()));
    await page.goto(`${app.address}/api/docs`);
    await page.locator('.opblock-tag').first().waitFor();
    expect(await page.locator('.opblock').count()).toBe(0);
    await page.locator('.opblock-tag', { hasText: 'Discovery' }).click();
    await page.getByText('Start the discovery of a source').waitFor();
    expect(trouble.filter((text) => !text.startsWith('data:'))).toEqual([]);
  }, 60_000);

  it('brings the version of Swagger UI that is installed', async () => {
    const swagger = createRequire(createRequire(import.meta.url).resolve('@nestjs/swagger'));
    const bundle = readFileSync(swagger.resolve('swagger-ui-dist/swagger-ui.css'), 'utf8');
    expect((await nobody.get('/api/docs/swagger-ui.css')).text).toBe(bundle);
  });
});

/** The schema with nothing allowed that it does not name: what slips into an answer is seen. */
function closed(schema: object | undefined): object {
  if (!schema) throw new Error('There is no such schema.');
  return { ...schema, unevaluatedProperties: false };
}
