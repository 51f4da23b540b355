import { existsSync } from 'node:fs';
import { chromium, type Browser } from 'playwright-core';
import { atFileEnd } from './cleanup.js';

const ARGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/**
 * A headless Chromium, closed at the end of the test file.
 * @throws Error naming CHROMIUM_PATH when there is none
 */
export async function browser(): Promise<Browser> {
  const executablePath = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';
  if (!existsSync(executablePath)) {
    throw new Error(`There is no ${executablePath}: run \`npm test\`, or name a Chromium in CHROMIUM_PATH.`);
  }
  const launched = await chromium.launch({ executablePath, args: ARGS });
  atFileEnd(() => launched.close());
  return launched;
}
