// Prints the path of a runnable src/introspection/child-main.js made from the sources as they are now (used by tests,
// see src/introspection/child-entry.ts). The folder is named after the hash of all sources, so it is never stale.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { transformSync } from '@swc/core';

const root = join(import.meta.dirname, '..');
const listed = (folder) =>
  readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts') && !entry.name.endsWith('.spec.ts'))
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1));
const sources = ['src/common', 'src/introspection'].flatMap(listed).sort();
const texts = new Map(sources.map((path) => [path, readFileSync(join(root, path), 'utf8')]));

const hash = createHash('sha256')
  .update(readFileSync(import.meta.filename))
  .update(process.version);
for (const [path, text] of texts) hash.update(`${path}\0${text}\0`);
const cache = join(root, 'node_modules', '.cache', 'seshat-child');
const folder = join(cache, hash.digest('hex').slice(0, 32));

if (!existsSync(folder)) {
  const making = `${folder}.${process.pid}`;
  for (const [path, text] of texts) {
    const { code } = transformSync(text, {
      filename: path,
      jsc: { target: 'es2022', parser: { syntax: 'typescript', decorators: true }, keepClassNames: true },
      module: { type: 'es6' },
    });
    const target = join(making, path.replace(/\.ts$/, '.js'));
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, code);
  }
  writeFileSync(join(making, 'package.json'), '{"type":"module"}');
  try {
    renameSync(making, folder);
  } catch {
    rmSync(making, { recursive: true }); // somebody else was first
  }
}
process.stdout.write(`${join(folder, 'src/introspection/child-main.js')}\n`);
