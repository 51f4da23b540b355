import { lstat, readdir } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import picomatch from 'picomatch';
import { DomainError } from '../../common/errors.js';
import type { Container } from '../../containers/container.js';
import { findAllFiles } from '../../containers/introspection.js';
import type { FileValue } from '../../containers/schema.js';
import type { OutputRule } from './command-declaration.js';

/** Of one pattern; a list of outputs takes no more. */
const MAX_FILES = 1_000;

/** A file that a run left behind, as its result lists it. */
export interface ProducedFile {
  /** Of the registered file; absent while it is not registered. */
  readonly id?: string;
  readonly name: string;
  /** The output that it belongs to, such as `parts[2]`. */
  readonly output: string;
  /** Bytes. */
  readonly size: number;
}

/** Says where the files of fixed names are to be written. @returns their paths by output */
export function placeOutputs(
  rules: Readonly<Record<string, OutputRule>>,
  outputs: Container,
  directory: string,
): Record<string, string> {
  const paths: Record<string, string> = {};
  for (const [name, { file }] of Object.entries(rules)) {
    if (file === undefined) continue;
    paths[name] = resolve(directory, file);
    outputs.set(name, { path: paths[name] });
  }
  return paths;
}

/**
 * Adds the files that patterns find to the outputs, in the order of their names; one that is an output already is not
 * taken twice. Links are not followed.
 * @returns what is to be warned of
 */
export async function gleanPatterns(
  rules: Readonly<Record<string, OutputRule>>,
  outputs: Container,
  directory: string,
): Promise<string[]> {
  const patterns = Object.entries(rules).flatMap(([name, { pattern }]) =>
    pattern === undefined ? [] : [{ name, pattern }],
  );
  if (patterns.length === 0) return [];
  const warnings: string[] = [];
  const taken = new Set(findAllFiles(outputs).map((node) => node.draft()?.path));
  const found = await filesBelow(directory);
  for (const { name, pattern } of patterns) {
    const matches = picomatch(pattern);
    const files = found.filter((path) => !taken.has(path) && matches(relative(directory, path)));
    if (files.length === 0) warnings.push(`No file was found for the output ${name} (${pattern}).`);
    if (files.length > MAX_FILES) warnings.push(`${files.length} files for the output ${name}: ${MAX_FILES} are kept.`);
    for (const path of files.slice(0, MAX_FILES)) {
      outputs.add(name, { path } as never); // a list of files, as declared
      taken.add(path);
    }
  }
  return warnings;
}

/** The error of a program that left out files of a fixed name which have to be there; null when it did not. */
export async function missingOutputs(
  rules: Readonly<Record<string, OutputRule>>,
  paths: Readonly<Record<string, string>>,
): Promise<DomainError | null> {
  const missing: string[] = [];
  for (const [name, { file, schema }] of Object.entries(rules)) {
    if (file === undefined || schema.optional) continue;
    if ((await sizeOf(paths[name] ?? '')) === null) missing.push(`${name} (${file})`);
  }
  if (missing.length === 0) return null;
  return new DomainError('command-output-missing', `The program ended well but did not write ${missing.join(', ')}.`);
}

/** The length of every file that is an output, by its path; taken before files are handed over. */
export async function sizesOf(outputs: Container): Promise<Map<string, number>> {
  const sizes = new Map<string, number>();
  for (const node of findAllFiles(outputs)) {
    const path = node.draft()?.path;
    const size = path === undefined ? null : await sizeOf(path);
    if (path !== undefined && size !== null) sizes.set(path, size);
  }
  return sizes;
}

/** The outputs that are there, with the ids that they have by now. */
export function producedFiles(outputs: Container, sizes: ReadonlyMap<string, number>): ProducedFile[] {
  return findAllFiles(outputs).flatMap((node) => {
    const { id, path, name = path?.split('/').at(-1) ?? '' }: FileValue = node.draft() ?? {};
    const size = path === undefined ? undefined : sizes.get(path);
    return size === undefined ? [] : [{ ...(id !== undefined && { id }), name, output: node.parameterName, size }];
  });
}

async function filesBelow(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

/** Null where there is no plain file. */
async function sizeOf(path: string): Promise<number | null> {
  try {
    const facts = await lstat(path);
    return facts.isFile() ? facts.size : null;
  } catch {
    return null;
  }
}
