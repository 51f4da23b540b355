/** What people call the values of fields in lists; the browser components get them as options of the fields. */
export const ENGINE_NAMES = { sqlite: 'SQLite', mariadb: 'MariaDB', mysql: 'MySQL', postgresql: 'PostgreSQL' } as const;

export const MODE_NAMES = { dev: 'Development', test: 'Test', prod: 'Production' } as const;

export const KIND_NAMES = {
  table: 'table',
  partitioned_table: 'partitioned table',
  view: 'view',
  materialized_view: 'materialised view',
  foreign_table: 'foreign table',
  virtual_table: 'virtual table',
} as const;
