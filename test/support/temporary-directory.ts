import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { atFileEnd } from './cleanup.js';

/** A fresh empty directory (its real, absolute path), removed with all it holds at the end of the test file. */
export function temporaryDirectory(prefix = 'test'): string {
  const path = mkdtempSync(join(realpathSync(tmpdir()), `seshat-${prefix}-`));
  atFileEnd(() => rmSync(path, { recursive: true, force: true, maxRetries: 3 }));
  return path;
}
