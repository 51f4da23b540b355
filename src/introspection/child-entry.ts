import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

let entry: Promise<string> | undefined;

/**
 * The file that a reader's child runs: beside this one in a build. From sources (tests) Node cannot run it, so it is
 * compiled to a folder named after the sources' own hash: a child can never be older than what is tested.
 */
export function childEntry(): Promise<string> {
  entry ??= import.meta.url.endsWith('.ts') ? compiled() : Promise.resolve(pathOf('./child-main.js'));
  return entry;
}

async function compiled(): Promise<string> {
  const script = pathOf('../../scripts/child-from-sources.mjs');
  const { stdout } = await promisify(execFile)(process.execPath, [script], { env: {} });
  return stdout.trim();
}

function pathOf(relative: string): string {
  return fileURLToPath(new URL(relative, import.meta.url));
}
