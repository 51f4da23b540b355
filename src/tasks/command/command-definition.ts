import { file, list, number } from '../../containers/schema.js';
import type { Fields, Schema } from '../../containers/schema.js';
import type { TaskDefinition } from '../../jobs/task.js';
import type { CommandDeclaration } from './command-declaration.js';

/** A command as the engine, forms and REST know it: a task like any other. */
export function commandDefinition(command: CommandDeclaration): TaskDefinition {
  const { name, title, description, role, maxRunMs, concurrency } = command;
  const outputs: Record<string, Schema> = {};
  for (const [output, { schema, file: fixed }] of Object.entries(command.outputs)) {
    outputs[output] = fixed === undefined ? list(schema, { label: schema.label }) : schema;
  }
  const indicators: Record<string, Schema> = { returnCode: number({ label: 'Return code', integer: true }) };
  for (const [key, { kind, label, unit }] of Object.entries(command.indicators)) {
    indicators[key] = kind === 'number' ? { kind, label, unit } : { kind, label };
  }
  const streams = {
    stdout: file({ label: 'Standard output', type: 'text/plain', extension: '.txt', optional: true }),
    stderr: file({ label: 'Standard error', type: 'text/plain', extension: '.txt', optional: true }),
  };
  return {
    ...{ name, title, description, role },
    ...(maxRunMs !== undefined && { maxRunMs }),
    ...(concurrency !== undefined && { concurrency }),
    inputs: schemaOf(command.inputs),
    outputs: schemaOf({ ...streams, ...outputs }),
    indicators: schemaOf(indicators),
  };
}

/** The names have been checked where they were read; those with a problem are named there. */
function schemaOf(fields: Fields): TaskDefinition['inputs'] {
  return { kind: 'object', fields };
}
