// npm links the commands of dependencies, not the project's own: this makes `npx seshat` in the checkout run
// bin/seshat.mjs at once, without asking and without a network. Runs as npm's `prepare` step.
import { chmodSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './lib/paths.mjs';

const folder = join(root, 'node_modules', '.bin');
mkdirSync(folder, { recursive: true });
if (process.platform === 'win32') {
  writeFileSync(join(folder, 'seshat.cmd'), '@node "%~dp0\\..\\..\\bin\\seshat.mjs" %*\r\n');
} else {
  rmSync(join(folder, 'seshat'), { force: true });
  symlinkSync('../../bin/seshat.mjs', join(folder, 'seshat'));
  chmodSync(join(root, 'bin', 'seshat.mjs'), 0o755);
}
