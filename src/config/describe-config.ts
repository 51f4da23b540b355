import type { Variable } from './variable-types.js';
import { VARIABLES } from './variables.js';

/** The part of `--help` that lists every environment variable. */
export function configurationHelp(): string {
  const entries = Object.entries<Variable<unknown>>(VARIABLES).map(
    ([name, variable]) =>
      `  ${name}\n      ${plain(variable.doc)}\n      ${plain(variable.type)} (${plain(unset(variable))})`,
  );
  return `Environment variables, also read from a .env file in the working directory:\n\n${entries.join('\n')}\n`;
}

/** docs/configuration.md, whole. */
export function configurationMarkdown(): string {
  const sections = Object.entries<Variable<unknown>>(VARIABLES).map(
    ([name, variable]) =>
      `## ${name}\n\n${variable.doc}\n\n- Written as ${variable.type}\n- ${sentence(unset(variable))}\n`,
  );
  return `# Configuration

Seshat is configured by environment variables. A \`.env\` file in the working directory is read too; the environment
comes before it. Every wrong variable is named at start, all at once; so is a \`SESHAT_…\` variable that does not exist.
This page is generated from the declaration in \`src/config/variables.ts\`.

${sections.join('\n')}`;
}

function unset(variable: Variable<unknown>): string {
  if (variable.default !== undefined) return `default: \`${variable.default}\``;
  return variable.otherwise ? `default: ${variable.otherwise}` : 'no default';
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function plain(text: string): string {
  return text.replaceAll('`', '');
}
