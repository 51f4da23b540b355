import { ConflictError, InvalidInputError } from '../../common/errors.js';
import type { AnyValue, FileValue } from '../../containers/schema.js';
import type { Argument, ArgumentRule, CommandDeclaration } from './command-declaration.js';
import { filled, placeholderText, type Placeholder } from './template.js';

/** What templates are filled with. */
export interface CommandValues {
  readonly inputs: Readonly<Record<string, AnyValue | undefined>>;
  /** By the names of the outputs. */
  readonly outputs: Readonly<Record<string, string>>;
  readonly source: Readonly<Record<string, string | null>>;
  readonly directory: string;
}

/**
 * The arguments of one run. A template is one argument whatever its values hold: nothing is split, nothing interpreted.
 * @throws InvalidInputError when a value would be taken for an option, or cannot be an argument
 */
export function argumentsOf(rules: readonly ArgumentRule[], values: CommandValues): string[] {
  return rules.flatMap((rule) => {
    if (rule.kind === 'one') return [argumentOf(rule.argument, values)];
    const value = values.inputs[rule.input];
    if (rule.kind === 'when') return isSet(value) ? rule.args.map((one) => argumentOf(one, values)) : [];
    return listOf(value).flatMap((item) => rule.args.map((one) => argumentOf(one, values, item)));
  });
}

/** The text that the program reads; null when it reads nothing. */
export function stdinOf({ stdin }: Pick<CommandDeclaration, 'stdin'>, values: CommandValues): string | null {
  return stdin === null ? null : filled(stdin, (place) => valueOf(place, values));
}

/**
 * What can be said of inputs before there is a job: where one alone begins an argument it must be no option.
 * @throws InvalidInputError naming it
 */
export function checkInputs(rules: readonly ArgumentRule[], inputs: CommandValues['inputs']): void {
  for (const rule of rules) {
    if (rule.kind === 'one') checkArgument(rule.argument, inputs);
    else if (rule.kind === 'when' && isSet(inputs[rule.input])) rule.args.forEach((one) => checkArgument(one, inputs));
    else if (rule.kind === 'each') {
      for (const item of listOf(inputs[rule.input])) {
        rule.args.forEach((one) => checkArgument(one, { ...inputs, [rule.input]: item }, rule.input));
      }
    }
  }
}

function checkArgument({ template, allowDash }: Argument, inputs: CommandValues['inputs'], item?: string): void {
  for (const [index, part] of template.entries()) {
    if (typeof part === 'string' || (part.root !== 'inputs' && part.root !== 'item')) continue;
    const name = part.root === 'item' ? (item ?? '') : part.name;
    const value = textOf(inputs[name]);
    if (value.includes('\0')) throw refused(name, 'cannot be an argument: it holds a zero byte');
    if (index === 0 && !allowDash && value.startsWith('-')) throw refused(name, OPTION);
  }
}

function argumentOf({ template, allowDash }: Argument, values: CommandValues, item?: AnyValue): string {
  const argument = filled(template, (place) => valueOf(place, values, item));
  const [first] = template;
  const name = typeof first === 'object' ? placeholderText(first) : '';
  if (argument.includes('\0')) throw refused(name, 'cannot be an argument: it holds a zero byte');
  // What stands in the template itself is the administrator's word.
  if (typeof first === 'object' && !allowDash && argument.startsWith('-')) throw refused(name, OPTION);
  return argument;
}

const OPTION = 'begins with a dash, and would be taken for an option';

function refused(path: string, why: string): InvalidInputError {
  return new InvalidInputError(`${path} ${why}.`, [{ path, message: `It ${why}.` }]);
}

function valueOf({ root, name }: Placeholder, values: CommandValues, item?: AnyValue): string {
  switch (root) {
    case 'directory':
      return values.directory;
    case 'outputs':
      return values.outputs[name] ?? '';
    case 'source':
      return sourceValue(name, values.source[name]);
    case 'item':
      return textOf(item);
    case 'inputs':
    case 'files':
      return textOf(values.inputs[name]);
  }
}

function sourceValue(name: string, value: string | null | undefined): string {
  if (value != null) return value;
  throw new ConflictError('source-incomplete', `The source has no ${name}, which this command needs. Set it first.`);
}

/** Files are their path; a flag that was not given is false. */
function textOf(value: AnyValue | undefined): string {
  if (value === undefined) return 'false';
  if (typeof value !== 'object') return String(value);
  return (value as FileValue).path ?? '';
}

function isSet(value: AnyValue | undefined): boolean {
  return value !== undefined && value !== false;
}

function listOf(value: AnyValue | undefined): readonly AnyValue[] {
  return Array.isArray(value) ? (value as readonly AnyValue[]) : [];
}
