import type { PortableTable } from '../portable.js';

/** Workspaces, people, the audit and our own ids. */
export const peopleTables: readonly PortableTable[] = [
  {
    name: 'id_sequence',
    columns: [
      { name: 'name', type: 'varchar', length: 64, primary: true },
      { name: 'next_id', type: 'bigint' },
    ],
  },
  {
    name: 'workspace',
    columns: [
      { name: 'id', type: 'uuid', primary: true },
      { name: 'name', type: 'varchar', length: 120 },
      { name: 'description', type: 'text', nullable: true },
      { name: 'directory', type: 'varchar', length: 64 },
      { name: 'next_job_number', type: 'int', default: 1 },
      { name: 'is_default', type: 'boolean', default: false },
      { name: 'created_at', type: 'timestamp' },
    ],
    indexes: [
      { name: 'workspace_directory_unique', columns: ['directory'], unique: true },
      { name: 'workspace_name_unique', columns: ['name'], unique: true },
    ],
  },
  {
    name: 'app_user',
    columns: [
      { name: 'id', type: 'uuid', primary: true },
      { name: 'login', type: 'varchar', length: 150 },
      { name: 'name', type: 'varchar', length: 200 },
      { name: 'role', type: 'varchar', length: 16, nullable: true },
      { name: 'password_hash', type: 'text' },
      { name: 'disabled_at', type: 'timestamp', nullable: true },
      { name: 'created_at', type: 'timestamp' },
      { name: 'last_login_at', type: 'timestamp', nullable: true },
    ],
    indexes: [{ name: 'app_user_login_unique', columns: ['login'], unique: true }],
  },
  {
    name: 'user_role',
    columns: [
      { name: 'user_id', type: 'uuid', primary: true },
      { name: 'workspace_id', type: 'uuid', primary: true },
      { name: 'role', type: 'varchar', length: 16 },
    ],
    foreignKeys: [
      { name: 'user_role_user_fk', columns: ['user_id'], references: 'app_user', onDelete: 'CASCADE' },
      { name: 'user_role_workspace_fk', columns: ['workspace_id'], references: 'workspace', onDelete: 'CASCADE' },
    ],
  },
  {
    name: 'session',
    columns: [
      { name: 'id', type: 'varchar', length: 64, primary: true },
      { name: 'user_id', type: 'uuid' },
      { name: 'data', type: 'json' },
      { name: 'address', type: 'varchar', length: 64, nullable: true },
      { name: 'user_agent', type: 'varchar', length: 200, nullable: true },
      { name: 'created_at', type: 'timestamp' },
      { name: 'last_seen_at', type: 'timestamp' },
      { name: 'expires_at', type: 'timestamp' },
    ],
    indexes: [
      { name: 'session_expires', columns: ['expires_at'] },
      { name: 'session_user', columns: ['user_id'] },
    ],
    foreignKeys: [{ name: 'session_user_fk', columns: ['user_id'], references: 'app_user', onDelete: 'CASCADE' }],
  },
  {
    name: 'api_token',
    columns: [
      { name: 'id', type: 'uuid', primary: true },
      { name: 'name', type: 'varchar', length: 120 },
      { name: 'user_id', type: 'uuid' },
      { name: 'prefix', type: 'varchar', length: 16 },
      { name: 'hash', type: 'varchar', length: 64 },
      { name: 'scopes', type: 'json' },
      { name: 'created_at', type: 'timestamp' },
      { name: 'expires_at', type: 'timestamp', nullable: true },
      { name: 'last_used_at', type: 'timestamp', nullable: true },
      { name: 'revoked_at', type: 'timestamp', nullable: true },
    ],
    indexes: [
      { name: 'api_token_prefix_unique', columns: ['prefix'], unique: true },
      { name: 'api_token_user', columns: ['user_id'] },
    ],
    foreignKeys: [{ name: 'api_token_user_fk', columns: ['user_id'], references: 'app_user', onDelete: 'CASCADE' }],
  },
  {
    name: 'audit_entry',
    columns: [
      { name: 'id', type: 'uuid', primary: true },
      { name: 'at', type: 'timestamp' },
      { name: 'actor_kind', type: 'varchar', length: 16 },
      { name: 'actor_id', type: 'uuid', nullable: true },
      { name: 'actor_name', type: 'varchar', length: 200 },
      { name: 'address', type: 'varchar', length: 64, nullable: true },
      { name: 'action', type: 'varchar', length: 64 },
      { name: 'subject_type', type: 'varchar', length: 32, nullable: true },
      { name: 'subject_id', type: 'varchar', length: 64, nullable: true },
      { name: 'workspace_id', type: 'uuid', nullable: true },
      { name: 'details', type: 'json', nullable: true },
    ],
    indexes: [
      { name: 'audit_entry_at', columns: ['at'] },
      { name: 'audit_entry_subject', columns: ['subject_type', 'subject_id'] },
    ],
  },
];
