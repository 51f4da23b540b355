import { join, parse } from 'node:path';
import { findAllFiles, type FileNode, type Introspected } from './introspection.js';

/** File systems take 255 bytes; the rest is for extensions and numbers. */
const MAX_STEM = 180;
/** Names that Windows keeps for devices, whatever their extension. */
const DEVICES = /^(con|prn|aux|nul|com\d|lpt\d)$/i;

/**
 * Gives every file its path before the run: the directory, the field's path in plain characters, the declared
 * extension; no two alike, even where case does not count. What somebody set is kept – a path, a registered file, a
 * name –, unless forced: then every path is new, and what else was said of the file stays.
 *
 * @param directory absolute
 * @returns the files that got a path now
 */
export function setOutputFileNames(
  container: Introspected,
  directory: string,
  { force = false }: { readonly force?: boolean } = {},
): readonly FileNode[] {
  const files = findAllFiles(container);
  const open = force ? files : files.filter((node) => !isPlaced(node));
  const taken: Taken = new Map(force ? [] : files.map((node) => [node.draft()?.path?.toLowerCase() ?? '', 1]));
  for (const node of open) {
    const { id: _id, path: _path, name, ...about } = node.draft() ?? {};
    const free = freeName(directory, !force && name !== undefined ? parse(name) : plainName(node), taken);
    node.set({ ...about, name: free, path: join(directory, free) });
  }
  return open;
}

/**
 * Unsets every file whose path nobody wrote to; registered ones without a path are left. In a list the place stays, so
 * that the others keep their parameter names.
 *
 * @returns the files that were missing
 */
export async function unsetMissingFiles(
  container: Introspected,
  exists: (path: string) => boolean | Promise<boolean>,
): Promise<readonly FileNode[]> {
  const missing: FileNode[] = [];
  for (const node of findAllFiles(container)) {
    const path = node.draft()?.path;
    if (path !== undefined && !(await exists(path))) missing.push(node);
  }
  for (const node of missing) node.unset();
  return missing;
}

function isPlaced(node: FileNode): boolean {
  const value = node.draft();
  return value?.path !== undefined || value?.id !== undefined;
}

interface FileName {
  readonly name: string;
  /** With its dot, or empty. */
  readonly ext: string;
}

/** `HKLOUT[2].file` with `.csv` as `HKLOUT_2_file` and `.csv`. */
function plainName({ path, schema }: FileNode): FileName {
  const plain = path
    .replace(/[^A-Za-z0-9-]+/g, '_')
    .replace(/_$/, '')
    .slice(0, MAX_STEM);
  return {
    name: DEVICES.test(plain) ? `${plain}_file` : plain,
    ext: (schema.extension ?? '').replace(/[^A-Za-z0-9._-]/g, ''),
  };
}

/** Paths in lower case, each with the number to try next for one more of that name. */
type Taken = Map<string, number>;

/** The name, or the first of `name_1`, `name_2` … that is free in the directory; takes it. */
function freeName(directory: string, { name, ext }: FileName, taken: Taken): string {
  const keyOf = (file: string): string => join(directory, file).toLowerCase();
  const wanted = keyOf(name + ext);
  let next = taken.get(wanted) ?? 0;
  let free = name + ext;
  for (; taken.has(keyOf(free)); next++) free = `${name}_${next}${ext}`;
  taken.set(wanted, Math.max(next, 1));
  if (keyOf(free) !== wanted) taken.set(keyOf(free), 1);
  return free;
}
