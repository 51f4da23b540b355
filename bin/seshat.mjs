#!/usr/bin/env node
// The command: in a checkout it builds first when needed, anywhere else dist is there already.
import { existsSync } from 'node:fs';

const cli = new URL('../dist/src/cli.js', import.meta.url);
if (existsSync(new URL('../src', import.meta.url))) await import('../scripts/build-if-needed.mjs');
if (existsSync(cli)) {
  await import(cli.href);
} else {
  process.stderr.write('Seshat is not built. Run `npm ci` (with its development packages) and try again.\n');
  process.exitCode = 1;
}
