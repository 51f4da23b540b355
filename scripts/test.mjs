// The test command: obtains servers, builds, runs every jest project, ends what it started, and says as its last line
// how many tests passed, failed and were skipped.
//   npm test                                   everything
//   npm test -- --only contracts,faults        some projects
//   npm test -- --only contracts -- readers    …and of these the files whose path matches; any jest option works there
//   npm test -- --no-build …                   on dist as it lies
import { availableParallelism } from 'node:os';
import { build, isFresh } from './lib/build.mjs';
import { runJest } from './lib/jest-run.mjs';
import { openTestRun } from './lib/test-run.mjs';

const SERVERS = ['mariadb', 'postgresql'];
const PROJECTS = {
  unit: [],
  contracts: [...SERVERS, 'redis'],
  integration: [...SERVERS, 'clients'],
  faults: [...SERVERS, 'redis'],
  e2e: [...SERVERS, 'redis', 'chromium'],
};
/** Whole applications with deadlines are run one by one, after what only loads the processors. */
const PHASES = [
  { projects: ['unit', 'contracts', 'integration'], workers: Math.max(2, Math.floor(availableParallelism() / 2)) },
  { projects: ['faults', 'e2e'], workers: 1 },
];

function parse(argv) {
  const selected = [];
  const toBuild = argv[0] !== '--no-build';
  let rest = toBuild ? argv : argv.slice(1);
  while (rest[0] === '--only') {
    selected.push(...(rest[1] ?? '').split(','));
    rest = rest.slice(2);
  }
  const unknown = selected.filter((name) => !(name in PROJECTS));
  if (unknown.length > 0) throw new Error(`--only knows ${Object.keys(PROJECTS).join(', ')}; not "${unknown}".`);
  if (rest[0] === '--') rest = rest.slice(1);
  return { selected: selected.length > 0 ? selected : Object.keys(PROJECTS), args: rest, toBuild };
}

async function main() {
  const started = Date.now();
  const { selected, args, toBuild } = parse(process.argv.slice(2));
  const needs = [...new Set(selected.flatMap((project) => PROJECTS[project]))];
  if (needs.length > 0) {
    const given = process.env.SESHAT_TEST_MYSQL_URL;
    console.log(given ? 'MySQL 8: tested on the server of SESHAT_TEST_MYSQL_URL' : NO_MYSQL);
  }
  if (toBuild && !isFresh() && !build()) throw new Error('The build failed.');
  const run = await openTestRun(needs);
  const onSignal = (signal) => void run.close(false).finally(() => process.exit(signal === 'SIGINT' ? 130 : 143));
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, onSignal);

  const total = { passed: 0, failed: 0, skipped: [], projects: [] };
  let survivors;
  try {
    for (const { projects, workers } of PHASES) {
      const these = projects.filter((project) => selected.includes(project));
      if (these.length === 0) continue;
      const result = await runJest({
        projects: these,
        workers,
        args,
        environment: run.environment,
        onGroup: run.own,
      });
      total.passed += result.passed;
      total.failed += result.failed;
      total.skipped.push(...result.skipped);
      total.projects.push(...result.projects);
    }
  } finally {
    survivors = await run.close(true);
  }
  return conclude(total, { survivors, missing: args.length > 0 ? [] : missingProjects(selected, total), started });
}

const NO_MYSQL = 'MySQL 8: not tested in this run (SESHAT_TEST_MYSQL_URL not set)';
const missingProjects = (selected, total) => selected.filter((project) => !total.projects.includes(project));

function conclude({ passed, failed, skipped }, { survivors, missing, started }) {
  const problems = [
    ...survivors.map((process) => `A process outlived the tests: ${process}`),
    ...missing.map((project) => `There is no test in the project ${project}.`),
    ...(passed + failed === 0 ? ['Not a single test ran.'] : []),
  ];
  for (const name of skipped) console.log(`skipped: ${name}`);
  if (!process.env.SESHAT_TEST_MYSQL_URL) console.log(NO_MYSQL);
  for (const problem of problems) console.log(problem);
  console.log(`${Math.round((Date.now() - started) / 1000)} s`);
  // What is no single test but makes the run worthless counts as a failure each, so that the last line never lies.
  const failures = failed + problems.length;
  console.log(`${passed} passed, ${failures} failed, ${skipped.length} skipped`);
  return failures === 0 ? 0 : 1;
}

process.exitCode = await main().catch((error) => {
  console.error(error.message);
  console.log('0 passed, 1 failed, 0 skipped');
  return 1;
});
