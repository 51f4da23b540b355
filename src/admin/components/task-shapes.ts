/** Tasks and their JSON Schemas, as the REST API shows them. */

export interface FieldSchema {
  readonly type?: 'string' | 'number' | 'integer' | 'boolean' | 'array' | 'object';
  readonly title?: string;
  readonly description?: string;
  readonly default?: string | number | boolean;
  readonly enum?: readonly string[];
  readonly format?: string;
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly items?: FieldSchema;
  readonly properties?: Readonly<Record<string, FieldSchema>>;
  readonly required?: readonly string[];
  readonly 'x-unit'?: string;
  readonly 'x-file'?: { readonly type?: string; readonly extension?: string };
}

export interface TaskInfo {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly role: string;
  readonly maxRunMs: number;
  readonly inputs: FieldSchema;
  readonly outputs: FieldSchema;
  readonly indicators: FieldSchema;
}

export type FieldKind =
  'text' | 'choice' | 'number' | 'flag' | 'file' | 'list' | 'object' | 'source' | 'workspace' | 'job';

const FORMATS: Readonly<Record<string, FieldKind>> = { 'sql-db': 'source', workspace: 'workspace', job: 'job' };
const KINDS: Readonly<Record<string, FieldKind>> = {
  number: 'number',
  integer: 'number',
  boolean: 'flag',
  array: 'list',
  object: 'object',
};

/** Which control a field wants. */
export function kindOf(schema: FieldSchema): FieldKind {
  if (schema['x-file']) return 'file';
  if (schema.enum) return 'choice';
  return FORMATS[schema.format ?? ''] ?? KINDS[schema.type ?? ''] ?? 'text';
}

/** Fields that the task fills in by itself: no form asks for them. */
export const isFilledIn = (schema: FieldSchema): boolean => schema.format === 'filled-in';

/** The fields of an object that a person is asked for, in their order. */
export function askedFields(schema: FieldSchema): readonly (readonly [string, FieldSchema])[] {
  return Object.entries(schema.properties ?? {}).filter(([, field]) => !isFilledIn(field));
}

/** `a` and `b` as `a.b`; at the top just `b`: as the server names fields. */
export const fieldPath = (parent: string, name: string): string => (parent === '' ? name : `${parent}.${name}`);
