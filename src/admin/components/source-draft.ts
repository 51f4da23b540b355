import type { Source } from './shapes';

/** What the form of a source holds: everything as text, as it is typed. */
export interface Draft {
  name: string;
  workspaceId: string;
  engine: Source['engine'];
  host: string;
  port: string;
  path: string;
  database: string;
  user: string;
  password: string;
  passwordReference: string;
  tlsMode: string;
  tlsCa: string;
  schemas: string;
  include: string;
  exclude: string;
  mode: string;
  language: string;
  description: string;
  tags: string;
}

export const PORTS: Record<string, string> = { mariadb: '3306', mysql: '3306', postgresql: '5432', sqlite: '' };

const join = (list: readonly string[]): string => list.join('\n');
const lines = (text: string): string[] =>
  text
    .split('\n')
    .map((s) => s.trim())
    .filter(Boolean);
const orNull = (text: string): string | null => text.trim() || null;

export function draftOf(source: Source | null): Draft {
  return {
    name: source?.name ?? '',
    workspaceId: source?.workspaceId ?? '',
    engine: source?.engine ?? 'postgresql',
    host: source?.host ?? '',
    port: source?.port == null ? '' : String(source.port),
    path: source?.path ?? '',
    database: source?.database ?? '',
    user: source?.user ?? '',
    password: '',
    passwordReference: source?.passwordReference ?? '',
    tlsMode: source?.tlsMode ?? 'disable',
    tlsCa: source?.tlsCa ?? '',
    schemas: join(source?.schemas ?? []),
    include: join(source?.include ?? []),
    exclude: join(source?.exclude ?? []),
    mode: source?.mode ?? 'dev',
    language: source?.language ?? '',
    description: source?.description ?? '',
    tags: join(source?.tags ?? []),
  };
}

/** The connection fields as the API takes them; an empty password is left out, so that the kept one stays. */
export function connectionBody(d: Draft): Record<string, unknown> {
  if (d.engine === 'sqlite') return { engine: d.engine, path: d.path };
  return {
    engine: d.engine,
    host: d.host.trim(),
    port: Number(d.port || PORTS[d.engine]),
    database: orNull(d.database),
    user: orNull(d.user),
    ...(d.password === '' ? {} : { password: d.password }),
    ...(d.passwordReference === '' ? {} : { passwordReference: d.passwordReference.trim() }),
    tlsMode: d.tlsMode,
    tlsCa: orNull(d.tlsCa),
  };
}

export function sourceBody(d: Draft): Record<string, unknown> {
  return {
    ...connectionBody(d),
    name: d.name,
    ...(d.workspaceId ? { workspaceId: d.workspaceId } : {}),
    schemas: lines(d.schemas),
    include: lines(d.include),
    exclude: lines(d.exclude),
    mode: d.mode,
    language: orNull(d.language),
    description: orNull(d.description),
    tags: lines(d.tags),
  };
}
