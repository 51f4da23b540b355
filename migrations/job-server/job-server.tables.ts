import type { PortableColumn, PortableIndex, PortableTable } from '../portable.js';

/** What a job's row gains. */
export const JOB_COLUMNS: readonly PortableColumn[] = [
  { name: 'parameters_after', type: 'json', nullable: true },
  { name: 'outputs', type: 'json', nullable: true },
  { name: 'directory', type: 'varchar', length: 500, nullable: true },
  { name: 'manual', type: 'boolean', default: false },
  { name: 'evaluation', type: 'varchar', length: 16, default: 'unknown' },
  { name: 'comments', type: 'text', nullable: true },
  { name: 'origin_id', type: 'uuid', nullable: true },
  { name: 'origin_kind', type: 'varchar', length: 16, nullable: true },
];

export const JOB_INDEXES: readonly PortableIndex[] = [
  { name: 'job_workspace', columns: ['workspace_id', 'id'] },
  { name: 'job_origin', columns: ['origin_id', 'id'] },
];

/** Files, their uses and imports, indicators, schedules. Like jobs they carry no foreign keys. */
export const jobServerTables: readonly PortableTable[] = [
  {
    name: 'file_type',
    columns: [
      { name: 'name', type: 'varchar', length: 120, primary: true },
      { name: 'label', type: 'varchar', length: 200 },
      { name: 'extension', type: 'varchar', length: 20, nullable: true },
    ],
  },
  {
    name: 'file',
    columns: [
      { name: 'id', type: 'uuid', primary: true },
      { name: 'workspace_id', type: 'uuid' },
      { name: 'job_id', type: 'uuid', nullable: true },
      { name: 'parameter_name', type: 'varchar', length: 190 },
      { name: 'name', type: 'varchar', length: 255 },
      { name: 'directory', type: 'varchar', length: 16 },
      { name: 'path', type: 'varchar', length: 500 },
      { name: 'type', type: 'varchar', length: 120 },
      { name: 'sub_type', type: 'int', nullable: true },
      { name: 'content_flag', type: 'int', nullable: true },
      { name: 'annotation', type: 'text', nullable: true },
      { name: 'size', type: 'bigint' },
      { name: 'sha256', type: 'varchar', length: 64 },
      { name: 'created_at', type: 'timestamp' },
    ],
    indexes: [
      { name: 'file_checksum', columns: ['workspace_id', 'sha256'] },
      { name: 'file_job', columns: ['job_id', 'id'] },
      { name: 'file_place', columns: ['workspace_id', 'path'], unique: true },
    ],
  },
  {
    name: 'file_use',
    columns: [
      { name: 'file_id', type: 'uuid', primary: true },
      { name: 'job_id', type: 'uuid', primary: true },
      { name: 'role', type: 'varchar', length: 4, primary: true },
      { name: 'parameter_name', type: 'varchar', length: 190, primary: true },
    ],
    indexes: [{ name: 'file_use_job', columns: ['job_id'] }],
  },
  {
    name: 'file_import',
    columns: [
      { name: 'file_id', type: 'uuid', primary: true },
      { name: 'source_name', type: 'text' },
      { name: 'sha256', type: 'varchar', length: 64 },
      { name: 'imported_at', type: 'timestamp' },
      { name: 'imported_by_id', type: 'uuid', nullable: true },
      { name: 'imported_by_name', type: 'varchar', length: 255 },
    ],
  },
  {
    name: 'indicator',
    columns: [
      { name: 'job_id', type: 'uuid', primary: true },
      { name: 'name', type: 'varchar', length: 120, primary: true },
      { name: 'kind', type: 'varchar', length: 8 },
      { name: 'number_value', type: 'double', nullable: true },
      { name: 'text_value', type: 'text', nullable: true },
    ],
  },
  {
    name: 'schedule',
    columns: [
      { name: 'id', type: 'uuid', primary: true },
      { name: 'workspace_id', type: 'uuid' },
      { name: 'name', type: 'varchar', length: 200 },
      { name: 'task', type: 'varchar', length: 100 },
      { name: 'parameters', type: 'json' },
      { name: 'subject_type', type: 'varchar', length: 50, nullable: true },
      { name: 'subject_id', type: 'varchar', length: 64, nullable: true },
      { name: 'cron', type: 'varchar', length: 120 },
      { name: 'time_zone', type: 'varchar', length: 64 },
      { name: 'enabled', type: 'boolean' },
      { name: 'next_at', type: 'timestamp', nullable: true },
      { name: 'last_at', type: 'timestamp', nullable: true },
      { name: 'last_job_id', type: 'uuid', nullable: true },
      { name: 'last_error', type: 'text', nullable: true },
      { name: 'missed', type: 'int', default: 0 },
      { name: 'missed_at', type: 'timestamp', nullable: true },
      { name: 'version', type: 'int' },
      { name: 'created_by_id', type: 'uuid', nullable: true },
      { name: 'created_by_name', type: 'varchar', length: 255 },
      { name: 'created_at', type: 'timestamp' },
      { name: 'updated_at', type: 'timestamp' },
    ],
    indexes: [
      { name: 'schedule_next', columns: ['enabled', 'next_at'] },
      { name: 'schedule_subject', columns: ['subject_type', 'subject_id'] },
      { name: 'schedule_workspace', columns: ['workspace_id'] },
    ],
  },
];
