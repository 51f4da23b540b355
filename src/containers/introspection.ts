import { join } from 'node:path';
import type { FieldProblem } from '../common/errors.js';
import type { Container } from './container.js';
import { isOfKind, type ContainerNode, type NodeOf, type ValueState } from './container-node.js';
import { attributeProblems } from './leaf-problems.js';
import type { PathOf, SchemaAt } from './path.js';
import { fieldPath } from './problem-finder.js';
import type {
  FileSchema,
  FileValue,
  FlagSchema,
  NumberSchema,
  ObjectSchema,
  Schema,
  SchemaKind,
  SchemaOfKind,
  TextSchema,
  ValueOf,
} from './schema.js';

/** A file's place in a container. */
export type FileNode = NodeOf<FileSchema>;

/** Any container, or a node of one with all below it. */
export interface Introspected {
  walk(): Iterable<ContainerNode>;
}

/** Every file that is declared, set or not, in the order of the declaration; of lists every item. */
export function findAllFiles(container: Introspected): readonly FileNode[] {
  return findObjectsByType(container, 'file');
}

/** Every node of a kind (`'file'`, `'number'` …), or of one declared schema, such as a constant that several fields share. */
export function findObjectsByType<K extends SchemaKind>(
  container: Introspected,
  kind: K,
): readonly NodeOf<SchemaOfKind<K>>[];
export function findObjectsByType<S extends Schema>(container: Introspected, schema: S): readonly NodeOf<S>[];
export function findObjectsByType(container: Introspected, type: SchemaKind | Schema): readonly ContainerNode[] {
  return findObjectsMatching(container, (node) =>
    typeof type === 'string' ? isOfKind(node, type) : node.schema === type,
  );
}

/** Every node that a test picks; a type guard makes the answer as narrow as itself. */
export function findObjectsMatching<N extends ContainerNode>(
  container: Introspected,
  matches: (node: ContainerNode) => node is N,
): readonly N[];
export function findObjectsMatching(
  container: Introspected,
  matches: (node: ContainerNode) => boolean,
): readonly ContainerNode[];
export function findObjectsMatching(
  container: Introspected,
  matches: (node: ContainerNode) => boolean,
): readonly ContainerNode[] {
  return [...container.walk()].filter(matches);
}

/** The name under which a value's file, use or indicator is recorded: `HKLIN[2].file`. */
export function extractParameterName(node: ContainerNode): string {
  return node.parameterName;
}

/** What an indicator can be. */
export type KpiValue = number | string | boolean;

/** The indicators of a schema by path, each of its own type; one that has no value is absent. */
export type KpiValues<S> = {
  readonly [P in PathOf<S> as SchemaAt<S, P> extends TextSchema | NumberSchema | FlagSchema ? P : never]?: KpiOf<
    SchemaAt<S, P>
  >;
};
type KpiOf<L> = L extends TextSchema | NumberSchema | FlagSchema ? ValueOf<L> : KpiValue;

/** Every number, text and flag that has a value, declared defaults included, by its path (`rWork`, `cycles[3].rFree`). */
export function extractKpiValues<S extends ObjectSchema>(container: Container<S>): KpiValues<S> {
  const values: [string, KpiValue][] = [];
  for (const node of container.walk()) {
    const value = node.draft();
    if (typeof value === 'number' || typeof value === 'string' || typeof value === 'boolean') {
      values.push([node.path, value]);
    }
  }
  return Object.fromEntries(values) as KpiValues<S>;
}

/** What is known of a file: what was set, and where that says nothing, what was declared. */
export interface FileMetadata {
  readonly parameterName: string;
  readonly path: string;
  readonly state: ValueState;
  readonly label: string;
  readonly id: string | null;
  readonly name: string | null;
  readonly type: string;
  readonly extension: string | null;
  readonly subType: number | null;
  /** What the declaration calls the subtype. */
  readonly subTypeLabel: string | null;
  readonly contentFlag: number | null;
  readonly contentFlagLabel: string | null;
  readonly annotation: string | null;
}

export function extractFileMetadata(node: FileNode): FileMetadata {
  const { schema } = node;
  const value = node.draft() ?? {};
  return {
    parameterName: node.parameterName,
    path: node.path,
    state: node.state,
    label: schema.label ?? node.parameterName,
    id: value.id ?? null,
    name: value.name ?? null,
    type: value.type ?? schema.type,
    extension: schema.extension ?? null,
    subType: value.subType ?? null,
    subTypeLabel: labelOf(schema.subTypes, value.subType),
    contentFlag: value.contentFlag ?? null,
    contentFlagLabel: labelOf(schema.contentFlags, value.contentFlag),
    annotation: value.annotation ?? null,
  };
}

/** What is wrong with a file's attributes, against its declaration; says nothing of what is missing. */
export function checkFileAttributes(node: FileNode): readonly FieldProblem[] {
  const value = node.draft() ?? {};
  const problems = attributeProblems(node.schema, value).map(({ attribute, message }) => ({
    path: fieldPath(node.path, attribute),
    message,
  }));
  const { extension } = node.schema;
  const name = value.name ?? value.path;
  if (extension === undefined || name === undefined || name.toLowerCase().endsWith(extension.toLowerCase())) {
    return problems;
  }
  const attribute = value.name === undefined ? 'path' : 'name';
  return [...problems, { path: fieldPath(node.path, attribute), message: `Give a name that ends in ${extension}.` }];
}

/** Where the file is: its path, else its name in a directory, else null. */
export function getFileFullPath(node: FileNode, directory?: string): string | null {
  const { path, name } = node.draft() ?? {};
  if (path !== undefined) return path;
  return name === undefined || directory === undefined ? null : join(directory, name);
}

/** Whether a file can be registered with nothing left to ask, and what is missing. */
export interface MetadataCompleteness {
  readonly complete: boolean;
  readonly missing: readonly (keyof FileValue)[];
}

/** A subtype is wanted where subtypes are declared, a content flag where these are; the annotation never. A registered file needs no path. */
export function validateFileMetadataCompleteness(node: FileNode): MetadataCompleteness {
  const { schema } = node;
  const value = node.draft() ?? {};
  const wanted: readonly (keyof FileValue | false)[] = [
    value.id === undefined && 'path',
    value.path === undefined && 'name',
    schema.subTypes !== undefined && 'subType',
    schema.contentFlags !== undefined && 'contentFlag',
  ];
  const missing = wanted.filter((attribute) => attribute !== false && value[attribute] === undefined);
  return { complete: missing.length === 0, missing: missing as (keyof FileValue)[] };
}

function labelOf(labels: Readonly<Record<number, string>> | undefined, number: number | undefined): string | null {
  return number === undefined ? null : (labels?.[number] ?? null);
}
