/**
 * The import table of the house (see ARCHITECTURE.md), kept by a machine. Type-only imports count.
 * A folder may import itself and what its row lists, nothing else in the project.
 */
const ALL = [
  'common',
  'config',
  'containers',
  'introspection',
  'persistence',
  'audit',
  'workspaces',
  'auth',
  'catalogue',
  'jobs',
  'tasks',
  'http',
];
const TABLE = {
  common: [],
  config: ['common'],
  containers: ['common'],
  introspection: ['common'],
  persistence: ['common', 'config'],
  audit: ['common', 'config', 'persistence'],
  workspaces: ['common', 'config', 'persistence'],
  auth: ['common', 'config', 'persistence', 'audit', 'workspaces'],
  catalogue: ['common', 'persistence', 'audit', 'workspaces'],
  jobs: ['common', 'config', 'containers', 'persistence', 'audit', 'workspaces'],
  tasks: ['common', 'config', 'containers', 'persistence', 'audit', 'workspaces', 'catalogue', 'introspection', 'jobs'],
  http: ['common', 'config', 'auth'],
  api: ALL,
  admin: ALL,
  cli: ALL,
  schedules: ALL,
};

const folderRules = Object.entries(TABLE).map(([folder, allowed]) => ({
  name: `${folder}-imports`,
  comment: `src/${folder} may import: ${allowed.join(', ') || 'nothing of ours'}`,
  severity: 'error',
  from: { path: `^src/${folder}/` },
  to: {
    path: folder === 'persistence' ? '^(src|test|bench|migrations/(?!index\\.ts))' : '^(src|test|bench|migrations)/',
    pathNot: [folder, ...allowed].map((name) => `^src/${name}/`),
  },
}));

const only = (name, packages, places) => ({
  name,
  severity: 'error',
  from: { path: '^(src|migrations)/', pathNot: places },
  to: { path: `(^|node_modules/)(${packages})(/|$)` },
});

module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    { name: 'no-unresolved', severity: 'error', from: {}, to: { couldNotResolve: true } },
    {
      name: 'no-dev-dependencies',
      severity: 'error',
      // Browser components: react and the design system come bundled with adminjs.
      from: { path: '^(src|migrations)/', pathNot: '\\.spec\\.ts$|^src/admin/components/' },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'], pathNot: 'node_modules/@types/' },
    },
    ...folderRules,
    { name: 'migrations-alone', severity: 'error', from: { path: '^migrations/' }, to: { path: '^src/' } },
    {
      name: 'common-is-plain',
      severity: 'error',
      from: { path: '^src/common/' },
      to: { path: 'node_modules/(@nestjs|typeorm)/' },
    },
    only('adminjs-in-admin', 'adminjs|@adminjs/[a-z-]+', '^src/admin/'),
    only('drivers-in-their-rooms', 'pg|mysql2|better-sqlite3', '^src/(introspection|persistence)/'),
    only('bullmq-in-its-room', 'bullmq|@nestjs/bullmq|ioredis', '^src/jobs/queue/bullmq/'),
    only('s3-in-its-room', '@aws-sdk/[a-z0-9-]+|@smithy/[a-z0-9-]+', '^src/workspaces/storage/s3/'),
    only(
      'http-at-the-edges',
      'express|express-session|express-formidable|helmet|@nestjs/swagger|@nestjs/platform-express',
      '^src/(http|api|admin)/|^src/main\\.ts$',
    ),
    {
      name: 'components-are-browser-code',
      severity: 'error',
      from: { path: '^src/admin/components/' },
      to: {
        pathNot: [
          '^src/admin/components/',
          'node_modules/(react|adminjs|@adminjs/design-system|styled-components|@types/react)/',
          '^(react|adminjs|@adminjs/design-system)$',
        ],
      },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '\\.spec\\.ts$' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.js', '.d.ts'],
    },
    builtInModules: { add: ['node:sqlite'] },
  },
};
