import { escapeUnseen } from '../common/text.js';
import type { ContainerNode } from './container-node.js';
import { shown } from './problem-finder.js';
import type { Schema } from './schema.js';
import type { Introspected } from './introspection.js';

const MAX_LINES = 1_000;

/**
 * The container as a tree of text: a line per value with its kind, its state and what it is. Whatever a value holds,
 * it stays on its line and shows no character that a terminal would act upon. After 1,000 lines it says how many follow.
 */
export function printContainerStructure(container: Introspected): string {
  const lines = [...container.walk()].map((node) => `${'  '.repeat(depthOf(node))}${lineOf(node)}`);
  const rest = lines.length - MAX_LINES;
  return (rest > 0 ? [...lines.slice(0, MAX_LINES), `… ${rest} more`] : lines).join('\n');
}

function lineOf(node: ContainerNode): string {
  const kind = `${node.name || '.'}: ${kindOf(node.schema)} (${node.state})`;
  const value = node.children.length > 0 || node.schema.kind === 'object' ? undefined : node.draft();
  return value === undefined ? kind : `${kind} = ${oneLine(JSON.stringify(value))}`;
}

function kindOf(schema: Schema): string {
  if (schema.kind === 'file') return `file ${oneLine(schema.type)}`;
  return schema.kind === 'list' ? `list of ${kindOf(schema.of)}` : schema.kind;
}

/** JSON has written out line breaks; what is left are the characters that pass unseen. */
function oneLine(text: string): string {
  return escapeUnseen(shown(text)).replace(/[\n\t]/g, ' ');
}

function depthOf(node: ContainerNode): number {
  return node.parent === null || node.parent.parent === null ? 0 : 1 + depthOf(node.parent);
}
