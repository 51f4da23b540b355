import { readFileSync, statSync } from 'node:fs';
import { Injectable } from '@nestjs/common';
import { InvalidInputError } from '../../common/errors.js';
import { Config } from '../../config/config.js';
import { TaskFamily } from '../../jobs/registry/task-family.js';
import type { CommandDeclaration } from './command-declaration.js';
import { CommandRunner } from './command-runner.js';
import { CommandSources } from './command-source.js';
import { CommandTask } from './command.task.js';
import { readCommands } from './read-commands.js';

/** The programs that the administrator has declared, each as a task. */
@Injectable()
export class CommandTasks extends TaskFamily {
  readonly tasks: readonly CommandTask[];

  /** @throws InvalidInputError, failing the boot, that lists everything that is wrong with the file */
  constructor(config: Config, sources: CommandSources, runner: CommandRunner) {
    super();
    const { file } = config.commands;
    const commands = file === null ? [] : commandsIn(file);
    this.tasks = commands.map((command) => new CommandTask(command, sources, runner));
  }
}

/** @throws InvalidInputError */
function commandsIn(file: string): readonly CommandDeclaration[] {
  const { commands, problems } = readCommands(textOf(file));
  if (problems.length === 0) return commands;
  const lines = problems.map(({ line, path, message }) => `  line ${line}${path && `, ${path}`}: ${message}`);
  const count = problems.length === 1 ? 'one place' : `${problems.length} places`;
  const message = `The commands of ${file} are wrong in ${count}:\n${lines.join('\n')}`;
  throw new InvalidInputError(message, problems);
}

function textOf(file: string): string {
  try {
    // Whoever may write it decides what this server runs.
    if ((statSync(file).mode & 0o002) === 0) return readFileSync(file, 'utf8');
  } catch (error) {
    const advice = 'Check SESHAT_COMMANDS_FILE, and that the server may read the file.';
    throw new InvalidInputError(`The file of commands ${file} cannot be read. ${advice}`, [], { cause: error });
  }
  throw new InvalidInputError(`Everybody may write to ${file}, which says what this server runs: chmod o-w it first.`);
}
