// Running jest projects as a process group of their own and adding up what they say.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, relative } from 'node:path';
import { root } from './paths.mjs';

const FLAGS = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'];

/**
 * @returns {Promise<{passed: number, failed: number, skipped: string[], projects: string[]}>} tests by outcome (a file
 *   that could not run counts as one failed test) and the folders that had any
 */
export async function runJest({ projects, workers, args, environment, onGroup }) {
  const output = join(environment.TMPDIR, `jest-${projects.join('-')}.json`);
  const jest = createRequire(import.meta.url).resolve('jest/bin/jest');
  const options = ['--selectProjects', ...projects, `--maxWorkers=${workers}`, '--workerIdleMemoryLimit=1GB'];
  options.push('--passWithNoTests', '--json', `--outputFile=${output}`, ...args);
  const child = spawn(process.execPath, [...FLAGS, jest, ...options], {
    cwd: root,
    detached: true,
    env: { ...process.env, ...environment },
    // Its standard output is the same JSON once more.
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  onGroup(child.pid);
  const [code, signal] = await once(child, 'exit');
  if (!existsSync(output)) throw new Error(`jest ended without a result (${signal ?? `exit code ${code}`}).`);
  const result = JSON.parse(readFileSync(output, 'utf8'));
  rmSync(output);
  return summary(result, code);
}

function summary(result, code) {
  const tests = result.testResults.flatMap((file) =>
    file.assertionResults.map((test) => ({ ...test, file: relative(root, file.name) })),
  );
  const by = (...statuses) => tests.filter((test) => statuses.includes(test.status));
  const failed = by('failed').length + result.numRuntimeErrorTestSuites;
  return {
    passed: by('passed').length,
    // Jest can fail without a failed test, by an open snapshot for instance.
    failed: failed === 0 && code !== 0 ? 1 : failed,
    skipped: by('pending', 'todo', 'skipped', 'disabled').map((test) => `${test.file}: ${test.fullName}`),
    projects: [...new Set(tests.map((test) => (test.file.startsWith('test/') ? test.file.split('/')[1] : 'unit')))],
  };
}
