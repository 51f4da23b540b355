import type { Schema } from '../../containers/schema.js';
import { nearest } from '../../common/text.js';
import type { Argument, ArgumentRule, OutputRule, SourceInput } from './command-declaration.js';
import type { DeclaredNode } from './declared-node.js';
import { SOURCE_VALUES } from './source-values.js';
import { parseTemplate, placeholderText, TemplateError, type Placeholder, type Template } from './template.js';

/** What templates of a command may name. */
export interface TemplateScope {
  readonly inputs: Readonly<Record<string, Schema>>;
  readonly source: SourceInput | null;
  readonly outputs: Readonly<Record<string, OutputRule>>;
}

/** Where in the arguments a template stands: inputs that are known to be there, and whether there is an `{item}`. */
interface Surroundings {
  readonly sure?: string;
  readonly item?: boolean;
}

/** The arguments of a command. */
export function readArgv(node: DeclaredNode, scope: TemplateScope): ArgumentRule[] | undefined {
  return node.list()?.flatMap((item) => ruleOf(item, scope) ?? []);
}

/** A template of the file, every placeholder of which has a value. */
export function readTemplate(
  node: DeclaredNode,
  scope: TemplateScope,
  around: Surroundings = {},
): Template | undefined {
  const text = node.text();
  if (text === undefined) return undefined;
  try {
    const template = parseTemplate(text);
    for (const part of template) {
      const problem = typeof part === 'string' ? null : placeholderProblem(part, scope, around);
      if (problem !== null) node.fail(problem);
    }
    return template;
  } catch (error) {
    if (error instanceof TemplateError) return node.fail(error.message);
    throw error;
  }
}

function ruleOf(item: DeclaredNode, scope: TemplateScope): ArgumentRule | undefined {
  if (!item.isMap()) return oneOf(argumentOf(item, scope, {}));
  const map = item.map(['value', 'allowDash', 'when', 'each', 'args']);
  if (!map?.has('when') && !map?.has('each')) return oneOf(argumentOf(item, scope, {}));
  const kind = map.has('when') ? 'when' : 'each';
  for (const key of ['value', 'allowDash', kind === 'when' ? 'each' : ''].filter((one) => map.has(one))) {
    item.fail(`"${key}" cannot stand beside "${kind}".`);
  }
  const input = map.required(kind, (node) => inputOf(node, kind, scope));
  const around = kind === 'when' ? { sure: input } : { item: true };
  const args = map.required('args', (node) => node.list()?.flatMap((one) => argumentOf(one, scope, around) ?? []));
  return input === undefined || args === undefined ? undefined : { kind, input, args };
}

function oneOf(argument: Argument | undefined): ArgumentRule | undefined {
  return argument && { kind: 'one', argument };
}

function argumentOf(node: DeclaredNode, scope: TemplateScope, around: Surroundings): Argument | undefined {
  if (!node.isMap()) {
    const template = readTemplate(node, scope, around);
    return template && { template, allowDash: false };
  }
  const map = node.map(['value', 'allowDash']);
  const template = map?.required('value', (value) => readTemplate(value, scope, around));
  return template && { template, allowDash: map?.optional('allowDash', (flag) => flag.flag()) ?? false };
}

function inputOf(node: DeclaredNode, kind: 'when' | 'each', { inputs }: TemplateScope): string | undefined {
  const name = node.text();
  if (name === undefined) return undefined;
  const schema = inputs[name];
  if (!schema) return node.fail(missing('input', name, inputs));
  if (kind === 'each' && schema.kind !== 'list') return node.fail(`The input ${name} is no list.`);
  if (kind === 'when' && schema.kind === 'list')
    return node.fail(`The input ${name} is a list: write each in place of when.`);
  return name;
}

function placeholderProblem(place: Placeholder, scope: TemplateScope, around: Surroundings): string | null {
  const { root, name } = place;
  switch (root) {
    case 'directory':
      return null;
    case 'item':
      return around.item ? null : 'There is an {item} only in the args of an "each".';
    case 'outputs':
      if (scope.outputs[name] === undefined) return missing('output', name, scope.outputs);
      return scope.outputs[name].file === undefined ? `The output ${name} is a pattern: it has no path.` : null;
    case 'source':
      return sourceProblem(place, scope.source);
    case 'inputs':
    case 'files':
      return inputProblem(place, scope, around);
  }
}

function inputProblem(place: Placeholder, { inputs, source }: TemplateScope, around: Surroundings): string | null {
  const { root, name } = place;
  const schema = inputs[name];
  if (!schema) return missing('input', name, inputs);
  if (source?.input === name) return `${name} is the source: use {source.host}, {source.path} and the like.`;
  if (schema.kind === 'list') return `The input ${name} is a list: put it in an "each", and use {item}.`;
  if ((schema.kind === 'file') !== (root === 'files')) {
    return `Write {${root === 'files' ? 'inputs' : 'files'}.${name}}: it is ${schema.kind === 'file' ? 'a file' : 'no file'}.`;
  }
  const mayLack = schema.optional && (schema.kind === 'file' || !('default' in schema) || schema.default === undefined);
  if (!mayLack || schema.kind === 'flag' || around.sure === name) return null;
  return `${placeholderText(place)} may have no value: put it in a "when: ${name}".`;
}

function sourceProblem({ name }: Placeholder, source: SourceInput | null): string | null {
  if (!source) return 'There is no input of the kind source.';
  const engines = SOURCE_VALUES[name];
  if (!engines) return missing('value of a source', name, SOURCE_VALUES);
  const without = source.engines.filter((engine) => !engines.includes(engine));
  return without.length === 0
    ? null
    : `{source.${name}} has no value for ${without.join(', ')}: leave these out of the engines.`;
}

function missing(what: string, name: string, known: Readonly<Record<string, unknown>>): string {
  const meant = nearest(name, Object.keys(known));
  return `There is no ${what} ${name}.${meant === null ? '' : ` Did you mean ${meant}?`}`;
}
