import { posix } from 'node:path';
import { fieldNameProblem } from '../../containers/field-name.js';
import { isSafeName } from '../../workspaces/storage/safe-name.js';
import type { IndicatorRule, OutputRule } from './command-declaration.js';
import type { DeclaredNode } from './declared-node.js';

const OUTPUT_KEYS = ['file', 'pattern', 'type', 'extension', 'label', 'description', 'optional'];
const INDICATOR_KEYS = ['kind', 'label', 'unit', 'pattern', 'count'];
/** What every command has by itself. */
const TAKEN_OUTPUTS = ['stdout', 'stderr', 'returnCode', 'outputFiles', 'totalSize'];
const TAKEN_FILES = ['stdout.txt', 'stderr.txt', 'diagnostic.txt'];
const TAKEN_INDICATORS = ['returnCode'];
/** Directories below the job's own that a file may lie in. */
const MAX_PARTS = 6;

/** The files that a command leaves behind. */
export function readOutputs(node: DeclaredNode): Record<string, OutputRule> {
  const outputs: Record<string, OutputRule> = {};
  for (const [name, field] of node.map(null) ?? []) {
    checkName(name, field, TAKEN_OUTPUTS);
    const map = field.map(OUTPUT_KEYS);
    if (!map) continue;
    const text = (key: string): string | undefined => map.optional(key, (one) => one.text());
    const [file, pattern] = [text('file'), text('pattern')];
    if (map.has('file') === map.has('pattern')) field.fail('It needs either "file" or "pattern".');
    if (file !== undefined) checkFile(file, field);
    if (pattern !== undefined) checkPlace(pattern, field);
    const label = text('label') ?? name;
    const optional = map.optional('optional', (one) => one.flag()) === true;
    if (optional && pattern !== undefined) field.fail('Files of a pattern are any number: leave "optional" out.');
    const extension = text('extension');
    const description = text('description');
    outputs[name] = {
      ...(file !== undefined && { file }),
      ...(pattern !== undefined && { pattern }),
      schema: {
        kind: 'file',
        type: text('type') ?? 'application/octet-stream',
        label,
        ...(description !== undefined && { description }),
        ...(extension !== undefined && { extension }),
        ...(optional && { optional }),
      },
    };
  }
  return outputs;
}

/** What is measured by looking at standard output. */
export function readIndicators(node: DeclaredNode): Record<string, IndicatorRule> {
  const indicators: Record<string, IndicatorRule> = {};
  for (const [name, field] of node.map(null) ?? []) {
    checkName(name, field, TAKEN_INDICATORS);
    const map = field.map(INDICATOR_KEYS);
    const kind = map?.required('kind', (one) => one.choice(['number', 'text', 'flag'] as const));
    const pattern = map?.required('pattern', patternOf);
    if (!map || !kind || pattern === undefined) continue;
    const count = map.optional('count', (one) => one.flag()) ?? false;
    if (count && kind !== 'number') field.fail('Only a number can count lines.');
    if (!count && kind !== 'flag' && !hasGroup(pattern)) {
      field.fail('Put a pair of parentheses around what of the pattern is the value, or say count: true.');
    }
    const label = map.optional('label', (one) => one.text()) ?? name;
    const unit = map.optional('unit', (one) => one.text());
    indicators[name] = { kind, pattern, count, label, ...(unit !== undefined && { unit }) };
  }
  return indicators;
}

function checkName(name: string, field: DeclaredNode, taken: readonly string[]): void {
  const problem = taken.includes(name) ? 'Choose another name: every command has this one.' : fieldNameProblem(name);
  if (problem !== null) field.fail(problem);
}

function patternOf(node: DeclaredNode): string | undefined {
  const text = node.text();
  try {
    if (text !== undefined) new RegExp(text, 'u');
    return text;
  } catch {
    return node.fail('Write a regular expression here.');
  }
}

/** An alternative that always matches shows how many groups there are. */
function hasGroup(pattern: string): boolean {
  return (new RegExp(`${pattern}|`, 'u').exec('')?.length ?? 0) > 1;
}

function checkFile(file: string, field: DeclaredNode): void {
  if (!checkPlace(file, field)) return;
  if (TAKEN_FILES.includes(file)) field.fail(`Choose another name: ${file} is made for every command.`);
  if (!file.split('/').every((part) => isSafeName(part)))
    field.fail('Use letters, digits, spaces and ._()+,=@~#- only.');
}

function checkPlace(path: string, field: DeclaredNode): boolean {
  const parts = path.split('/');
  const good = posix.normalize(path) === path && !parts.includes('..') && parts.every((part) => part !== '');
  if (good && path !== '.' && parts.length <= MAX_PARTS) return true;
  field.fail("Write a path relative to the job's directory, within it, at most five directories deep.");
  return false;
}
