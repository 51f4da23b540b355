// The quick checks, before every commit: `npm run check`. As many side by side as there are processors, each part's
// output in one piece; every part runs, also after one has failed.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { root } from './lib/paths.mjs';

/** Scripts of package.json, the slow ones first. */
const queue = ['lint', 'types', 'unit', 'format:check', 'arch'];
const failed = [];

async function run(script) {
  const started = Date.now();
  const child = spawn('npm', ['run', '--silent', script], { cwd: root, shell: process.platform === 'win32' });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
  const [code] = await once(child, 'close');
  if (code !== 0) failed.push(script);
  const seconds = ((Date.now() - started) / 1000).toFixed(1);
  console.log(`${code === 0 ? 'ok    ' : 'FAILED'} ${script} (${seconds} s)${code === 0 ? '' : `\n${output}`}`);
}

async function lane() {
  for (let next = queue.shift(); next; next = queue.shift()) await run(next);
}

await Promise.all(Array.from({ length: Math.min(4, availableParallelism()) }, lane));
if (failed.length > 0) {
  console.log(`The check failed in: ${failed.join(', ')}`);
  process.exitCode = 1;
}
