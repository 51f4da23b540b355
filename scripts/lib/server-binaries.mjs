// Finding the server programs that tests need, and obtaining what is missing where that can be done.
import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const ROOT = process.getuid?.() === 0;
const PLACES = ['/usr/sbin', '/usr/bin', '/usr/local/bin', '/usr/local/sbin', '/opt/homebrew/bin', '/snap/bin'];

/** What tests may need: the programs of each (alternatives of one program in a list) and where to get it. */
export const NEEDS = {
  mariadb: {
    programs: { server: ['mariadbd'], install: ['mariadb-install-db'] },
    packages: ['mariadb-server'],
    variable: 'SESHAT_TEST_MARIADB_URL',
  },
  postgresql: {
    programs: { server: ['postgres'], install: ['initdb'] },
    packages: ['postgresql', 'postgresql-contrib'],
    variable: 'SESHAT_TEST_POSTGRESQL_URL',
  },
  redis: {
    programs: { server: ['redis-server', 'valkey-server'] },
    packages: ['redis-server'],
    variable: 'SESHAT_TEST_REDIS_URL',
  },
  chromium: {
    programs: { browser: ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'] },
    packages: ['chromium', 'fonts-dejavu-core', 'fonts-liberation'],
    variable: 'CHROMIUM_PATH',
  },
  // What command tasks are tested with; the variable names their directories.
  clients: {
    programs: { sqlite: ['sqlite3'], mariadb: ['mariadb-dump'], postgresql: ['pg_dump'] },
    packages: ['sqlite3', 'mariadb-client', 'postgresql-client'],
    variable: 'SESHAT_TEST_CLIENTS',
  },
};

/** The newest PostgreSQL's own folder first: Debian does not put its server on the PATH. */
function folders() {
  const debian = '/usr/lib/postgresql';
  const versions = existsSync(debian) ? readdirSync(debian).sort((a, b) => Number(b) - Number(a)) : [];
  return [
    ...versions.map((version) => join(debian, version, 'bin')),
    ...(process.env.PATH ?? '').split(delimiter),
    ...PLACES,
  ];
}

function find(names) {
  const paths = names.flatMap((name) => folders().map((folder) => join(folder, name)));
  return paths.find((path) => {
    try {
      accessSync(path, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/** The paths of a need's programs by their role, or null when one is missing. */
export function findPrograms(need) {
  const found = Object.entries(NEEDS[need].programs).map(([role, names]) => [role, find(names)]);
  return found.every(([, path]) => path) ? Object.fromEntries(found) : null;
}

/**
 * The programs of all the needs, from Debian's packages where they are missing.
 * @returns {Record<string, Record<string, string>>} paths by need and role
 * @throws Error that says what to install or which variables to set
 */
export function obtainPrograms(needs) {
  const missing = needs.filter((need) => !findPrograms(need));
  if (missing.length > 0 && ROOT && existsSync('/usr/bin/apt-get')) {
    install(missing.flatMap((need) => NEEDS[need].packages));
  }
  const still = needs.filter((need) => !findPrograms(need));
  if (still.length > 0) throw new Error(advice(still));
  return Object.fromEntries(needs.map((need) => [need, findPrograms(need)]));
}

/** Installs packages so that none of the services in them is started. */
function install(packages) {
  console.log(`Obtaining what the tests need from Debian: ${packages.join(' ')}`);
  const policy = '/usr/sbin/policy-rc.d';
  const ours = !existsSync(policy);
  if (ours) writeFileSync(policy, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  try {
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    for (const args of [['update'], ['install', '-y', '--no-install-recommends', ...packages]]) {
      const { status } = spawnSync('apt-get', ['-qq', '-o', 'Dpkg::Use-Pty=0', ...args], { env, stdio: 'inherit' });
      if (status !== 0) throw new Error(`apt-get ${args[0]} failed.`);
    }
  } finally {
    if (ours) rmSync(policy);
  }
}

function advice(needs) {
  const debian = needs.flatMap((need) => NEEDS[need].packages).join(' ');
  const variables = needs.map((need) => NEEDS[need].variable).join(', ');
  return [
    `The tests need ${needs.join(', ')}, which this machine does not have. Do one of these:`,
    `  - install the programs (Debian, Ubuntu: apt-get install ${debian}), or`,
    `  - name what you have in ${variables}; compose.yaml, in its comments, shows how to start`,
    `    the servers in containers, and the values.`,
  ].join('\n');
}
