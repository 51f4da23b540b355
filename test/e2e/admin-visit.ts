import { expect } from '@jest/globals';
import type { APIResponse, Page } from 'playwright-core';
import { browser } from '../support/browser.js';
import { atFileEnd } from '../support/cleanup.js';
import type { SeshatProcess } from '../support/seshat-process.js';

export interface VisitOptions {
  /** Of the window, in pixels. */
  readonly width?: number;
  /** The first admin's when left out. */
  readonly login?: string;
  readonly password?: string;
  /** The path that people reach the server under, such as `/seshat`. */
  readonly base?: string;
}

/** A signed-in person in a browser. */
export interface Visit {
  readonly page: Page;
  /** What a person's browser complained of: errors, violations of the content policy, dialogs, requests to other hosts. */
  readonly complaints: string[];
  /** Opens a page of the admin UI, such as `/resources/SqlDb`. */
  open(path: string): Promise<void>;
  /** Calls the REST API with the session of the person; fails the test unless the answer is 2xx. */
  api<T>(method: string, path: string, body?: object): Promise<T>;
  /** Registers an SQLite source; answers its id. */
  addSqlite(name: string, path: string): Promise<string>;
}

/** Opens a browser window of its own and signs in. It is closed at the end of the test file. */
export async function visit(seshat: SeshatProcess, options: VisitOptions = {}): Promise<Visit> {
  const { width = 1280, login = 'admin@localhost', password = seshat.password, base = '' } = options;
  const window = await (await sharedBrowser()).newContext({ viewport: { width, height: 900 } });
  const page = await window.newPage();
  page.setDefaultTimeout(20_000);
  const complaints = listen(page, seshat.url);
  await page.goto(`${seshat.url}${base}/login`);
  await page.fill('#login', login);
  await page.fill('#password', password);
  await page.click('button[type=submit]');
  await page.waitForURL(/\/admin/);
  const api = async <T>(method: string, path: string, body?: object): Promise<T> => {
    const answer: APIResponse = await page.request.fetch(`${seshat.url}${base}/api${path}`, { method, data: body });
    if (!answer.ok()) throw new Error(`${method} ${path}: ${answer.status()} ${await answer.text()}`);
    return (await answer.text()) === '' ? (undefined as T) : ((await answer.json()) as T);
  };
  return {
    page,
    complaints,
    open: async (path) => void (await page.goto(`${seshat.url}${base}/admin${path}`)),
    api,
    addSqlite: async (name, path) =>
      (await api<{ id: string }>('POST', '/sql-dbs', { name, engine: 'sqlite', path })).id,
  };
}

let shared: ReturnType<typeof browser> | undefined;
const sharedBrowser = (): ReturnType<typeof browser> => {
  if (!shared) atFileEnd(() => void (shared = undefined));
  return (shared ??= browser());
};

function listen(page: Page, url: string): string[] {
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('dialog', (dialog) => {
    complaints.push(`dialog: ${dialog.message()}`);
    void dialog.accept();
  });
  page.on('request', (request) => {
    if (!request.url().startsWith(url) && !request.url().startsWith('data:')) complaints.push(request.url());
  });
  return complaints;
}

/** Nothing on the page is wider than the window. */
export async function expectNoSidewaysScrolling(page: Page): Promise<void> {
  const over = await page.evaluate<number>('document.documentElement.scrollWidth - window.innerWidth');
  expect(over).toBeLessThanOrEqual(0);
}
