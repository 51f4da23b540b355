import { ROLES, includesRole } from '../../common/actor.js';
import { duration, WrongValue } from '../../config/variable-types.js';
import { definitionProblems } from '../../jobs/registry/task-proof.js';
import type { CommandDeclaration } from './command-declaration.js';
import { commandDefinition } from './command-definition.js';
import { DeclaredNode, type DeclarationProblem } from './declared-node.js';
import { DEFAULT_PATH, findProgram } from './program-path.js';
import { readArgv, readTemplate } from './read-argv.js';
import { readInputs } from './read-inputs.js';
import { readIndicators, readOutputs } from './read-outputs.js';

const KEYS = [
  ...['name', 'title', 'description', 'role', 'program', 'argv', 'stdin', 'inputs', 'outputs', 'indicators'],
  ...['timeLimit', 'concurrency', 'success', 'environment', 'keepOutputMb'],
];
const TIME_LIMIT = duration({ doc: 'How long a command may run.', min: '1s', max: '30d' });
const VARIABLE = /^[A-Za-z_][A-Za-z0-9_]*$/;
/** What decides which code runs, or carries secrets. */
const NO_VARIABLES = /^(PGPASSWORD|MYSQL_PWD|LD_.*|DYLD_.*|NODE_OPTIONS|SESHAT_.*)$/;
const DEFAULT_KEPT_MB = 16;

/** What a file declares, and everything that is wrong with it; declarations are whole only where nothing is wrong. */
export interface ReadCommands {
  readonly commands: readonly CommandDeclaration[];
  readonly problems: readonly DeclarationProblem[];
}

/** Reads a file's text. Programs are looked up on this machine. */
export function readCommands(text: string): ReadCommands {
  const top = DeclaredNode.parse(text);
  if (top.problems.length > 0) return { commands: [], problems: top.problems };
  const map = top.map(['commands', 'path']);
  const path = map?.optional('path', (node) => node.texts()) ?? DEFAULT_PATH;
  const commands = map?.required('commands', (node) => node.list()?.flatMap((one) => commandOf(one, path) ?? []));
  const problems = top.problems.toSorted((a, b) => a.line - b.line);
  return { commands: commands ?? [], problems };
}

function commandOf(node: DeclaredNode, path: readonly string[]): CommandDeclaration | undefined {
  const map = node.map(KEYS);
  if (!map) return undefined;
  const text = (key: string): string | undefined => map.required(key, (one) => one.text());
  const { inputs, source } = map.optional('inputs', readInputs) ?? { inputs: {}, source: null };
  const outputs = map.optional('outputs', readOutputs) ?? {};
  const scope = { inputs, source, outputs };
  const command: Partial<CommandDeclaration> = {
    name: text('name'),
    title: text('title'),
    description: text('description'),
    role: map.optional('role', (one) => one.choice(ROLES)) ?? 'operator',
    program: map.required('program', (one) => programOf(one, path)),
    argv: map.required('argv', (one) => readArgv(one, scope)),
    stdin: map.optional('stdin', (one) => readTemplate(one, scope)) ?? null,
    indicators: map.optional('indicators', readIndicators) ?? {},
    maxRunMs: map.optional('timeLimit', timeLimitOf),
    concurrency: map.optional('concurrency', (one) => one.integer(1, 1_000)),
    success: map.optional('success', successOf) ?? [0],
    environment: map.optional('environment', environmentOf) ?? {},
    keptBytes: (map.optional('keepOutputMb', (one) => one.integer(1, 1_024)) ?? DEFAULT_KEPT_MB) * 1024 * 1024,
    ...{ inputs, source, outputs, path },
  };
  if (source && !includesRole(command.role, 'operator')) {
    node.fail('Only operators and admins may use the credentials of a source: give it the role operator or admin.');
  }
  if (!isWhole(command)) return undefined;
  for (const problem of definitionProblems(commandDefinition(command))) node.fail(`The command: ${problem}.`);
  return command;
}

/** What is missing or wrong has been noted where it was read. */
function isWhole(command: Partial<CommandDeclaration>): command is CommandDeclaration {
  const { name, title, description, program, argv } = command;
  return [name, title, description, program, argv].every((value) => value !== undefined);
}

function programOf(node: DeclaredNode, path: readonly string[]): string | undefined {
  const program = node.text();
  if (program === undefined) return undefined;
  const found = program === '' ? null : findProgram(program, path);
  if (found !== null) return found;
  const places = program.startsWith('/') ? '' : ` in ${path.join(', ')}`;
  return node.fail(
    `There is no program ${program}${places} that this server may execute. Install it, or give its path.`,
  );
}

function timeLimitOf(node: DeclaredNode): number | undefined {
  const text = node.text();
  try {
    return text === undefined ? undefined : TIME_LIMIT.parse(text);
  } catch (error) {
    if (error instanceof WrongValue) return node.fail(`It ${error.message}.`);
    throw error;
  }
}

function successOf(node: DeclaredNode): number[] | undefined {
  const codes = node.list()?.flatMap((one) => one.integer(0, 255) ?? []);
  return codes?.length === 0 ? node.fail('Name at least one return code.') : codes;
}

function environmentOf(node: DeclaredNode): Record<string, string> {
  const environment: Record<string, string> = {};
  for (const [name, value] of node.map(null) ?? []) {
    if (!VARIABLE.test(name)) value.fail('This is no name of a variable.');
    if (NO_VARIABLES.test(name)) value.fail('This variable cannot be set: secrets and other code come in by it.');
    const text = value.text();
    if (text !== undefined) environment[name] = text;
  }
  return environment;
}
