import type { Actor } from '../../common/actor.js';
import type { AnyValue } from '../../containers/schema.js';
import { Task, type JobAddress, type TaskContext } from '../../jobs/task.js';
import { SOURCE_SUBJECT, sourceHostKey } from '../source-slot.js';
import type { CommandDeclaration } from './command-declaration.js';
import { commandDefinition } from './command-definition.js';
import { checkInputs } from './command-line.js';
import type { CommandResult } from './command-result.js';
import type { CommandRunner } from './command-runner.js';
import type { CommandSources } from './command-source.js';

/** The inputs of a command, by their names. */
export type CommandInputs = Readonly<Record<string, AnyValue | undefined>>;

/** An external program as a task like any other. */
export class CommandTask extends Task<CommandInputs, CommandResult> {
  readonly definition;

  constructor(
    private readonly command: CommandDeclaration,
    private readonly sources: CommandSources,
    private readonly runner: CommandRunner,
  ) {
    super();
    this.definition = commandDefinition(command);
  }

  override async address(actor: Actor, inputs: CommandInputs): Promise<JobAddress> {
    const { source, argv, title } = this.command;
    checkInputs(argv, inputs);
    if (!source) return { title };
    const found = await this.sources.find(actor, String(inputs[source.input]), source);
    return {
      workspaceId: found.workspaceId,
      subject: { type: SOURCE_SUBJECT, id: found.id },
      title: `${title}: ${found.name}`,
      concurrencyKey: sourceHostKey(found),
    };
  }

  async run(context: TaskContext, inputs: CommandInputs): Promise<CommandResult> {
    return this.runner.run(this.command, context, inputs);
  }
}
