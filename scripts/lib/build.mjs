// Compiling src, migrations and bench into dist: incremental, and safe beside other builds of the same checkout.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { root } from './paths.mjs';

const require = createRequire(import.meta.url);
const dist = join(root, 'dist');
const stampFile = join(dist, '.stamp');
const SOURCES = ['src', 'migrations', 'bench'];
const SETTINGS = ['package.json', 'package-lock.json', 'tsconfig.json', 'tsconfig.build.json', 'scripts/lib/build.mjs'];

/** Whether dist was built from exactly what lies in the checkout now. Reads a few hundred small files: some 20 ms. */
export function isFresh() {
  try {
    return readFileSync(stampFile, 'utf8') === fingerprint();
  } catch {
    return false;
  }
}

/** Whether the compiler is installed; it is not after `npm ci --omit=dev`. */
export function canBuild() {
  return existsSync(join(root, 'src')) && existsSync(join(root, 'node_modules', 'typescript', 'package.json'));
}

/**
 * Builds, unless another process has just done so. Everything that is said goes to standard error: standard output
 * belongs to the command that runs after it.
 * @param {{force?: boolean}} options
 * @returns {boolean} false when the build failed and has said why
 */
export function build({ force = false } = {}) {
  mkdirSync(dist, { recursive: true });
  const lock = buildLock();
  try {
    if (!force && isFresh()) return true;
    // Taken before the compiler reads: a file saved meanwhile makes the stamp stale, never wrongly fresh.
    const stamp = fingerprint();
    rmSync(stampFile, { force: true });
    // Without its outputs the incremental state would claim that there is nothing to write.
    if (force || !existsSync(join(dist, 'src'))) rmSync(join(dist, '.tsbuildinfo'), { force: true });
    if (!run(require.resolve('typescript/bin/tsc'), '-p', 'tsconfig.build.json')) return false;
    dropOrphans();
    copyAssets();
    const prebundle = join(dist, 'src', 'admin', 'prebundle.js');
    if (existsSync(prebundle) && !run(prebundle)) return false;
    writeFileSync(`${stampFile}.new`, stamp);
    renameSync(`${stampFile}.new`, stampFile);
    return true;
  } finally {
    lock.close();
  }
}

/** Waits for other builds of this checkout. SQLite's file lock ends with its process, however that dies. */
function buildLock() {
  const Database = require('better-sqlite3');
  const lock = new Database(join(dist, '.lock'), { timeout: 10 * 60_000 });
  lock.exec('BEGIN EXCLUSIVE');
  return lock;
}

function run(...args) {
  const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: ['ignore', 2, 2] });
  return status === 0;
}

/** SHA-256 over the names and bytes of everything that a build reads. */
function fingerprint() {
  const hash = createHash('sha256').update(process.version);
  for (const name of [...SETTINGS, ...SOURCES.flatMap(files)]) {
    if (!name.endsWith('.spec.ts')) hash.update(`\0${name}\0`).update(readFileSync(join(root, name)));
  }
  return hash.digest('hex');
}

/** Paths relative to the root of all files under a folder, in the order of their names; none without the folder. */
function files(folder) {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
    .sort();
}

/** A deleted or renamed source must not live on as its old output. */
function dropOrphans() {
  for (const name of SOURCES.flatMap((folder) => files(join('dist', folder)))) {
    const source = /^dist.(.*)\.(js|js\.map|d\.ts)$/.exec(name)?.[1];
    if (source && !['.ts', '.tsx', '.js', '.json'].some((suffix) => existsSync(join(root, source + suffix)))) {
      rmSync(join(root, name));
    }
  }
}

/** What the compiler does not carry over, such as style sheets and templates. */
function copyAssets() {
  for (const name of files('src').filter((file) => !/\.(tsx?|json|md)$/.test(file))) {
    cpSync(join(root, name), join(dist, name));
  }
}
