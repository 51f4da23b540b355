import { basename } from 'node:path';
import { Injectable } from '@nestjs/common';
import { SYSTEM } from '../../common/actor.js';
import { errorText } from '../../common/errors.js';
import { AbortReason, type AbortKind } from '../../jobs/abort-reason.js';
import { Gleaning } from '../../jobs/files/gleaning.js';
import type { TaskContext } from '../../jobs/task.js';
import type { CommandDeclaration } from './command-declaration.js';
import { argumentsOf, stdinOf, type CommandValues } from './command-line.js';
import { failureOf, type CommandResult } from './command-result.js';
import { CommandSources, type OpenedSource } from './command-source.js';
import { IndicatorMatches } from './indicator-matches.js';
import { LineThrottle } from './line-throttle.js';
import { gleanPatterns, missingOutputs, placeOutputs, producedFiles, sizesOf } from './produced-files.js';
import { runProgram, type ProgramEnd } from './program-run.js';
import type { CommandStart } from './supervised-command.js';

/** From SIGTERM to SIGKILL. A server that stops has less time. */
const GRACE_MS = 5_000;
const STOP_GRACE_MS = 1_500;
/** Of standard error, in the message of a failure. */
const MESSAGE_TAIL_BYTES = 2_048;
const SLOW_PATTERN = 'A pattern of an indicator took too long on this output: the indicators may be wrong.';
/** Ways of being told to stop after which the files of the run are still the job's. */
const KEPT: readonly AbortKind[] = ['timeout', 'cancel'];
const NO_SOURCE: OpenedSource = {
  ...{ values: {}, environment: {}, password: null, secrets: null },
  close: async () => undefined,
};

/** Runs one command for one job. */
@Injectable()
export class CommandRunner {
  constructor(
    private readonly sources: CommandSources,
    private readonly gleaning: Gleaning,
  ) {}

  /** @throws DomainError `command-failed` and the like with the end of standard error, AbortReason, SourceError */
  async run(
    command: CommandDeclaration,
    context: TaskContext,
    inputs: CommandValues['inputs'],
  ): Promise<CommandResult> {
    const directory = await context.directory();
    const outputs = placeOutputs(command.outputs, context.outputs, directory);
    const { end, stdout, stderr } = await this.execute(command, context, { inputs, outputs, directory });
    if (end.code !== null) context.indicator('returnCode', end.code);
    const warnings = await gleanPatterns(command.outputs, context.outputs, directory);
    for (const warning of warnings) context.log('warn', warning);
    const said = failureOf(end, basename(command.program), command.success, stderr.text(MESSAGE_TAIL_BYTES));
    const failure = abortOf(context) ?? said ?? (await missingOutputs(command.outputs, outputs));
    if (failure) {
      await this.keepFiles(context, failure);
      throw failure;
    }
    const sizes = await sizesOf(context.outputs);
    return context.publish(async () => {
      const outputFiles = producedFiles(context.outputs, sizes);
      const totalSize = outputFiles.reduce((sum, { size }) => sum + size, 0);
      return { stdout: stdout.text(), stderr: stderr.text(), returnCode: end.code ?? 0, outputFiles, totalSize };
    });
  }

  private async execute(
    command: CommandDeclaration,
    context: TaskContext,
    values: Omit<CommandValues, 'source'>,
  ): Promise<ProgramEnd> {
    const source = await this.open(command, context, values.inputs);
    const { password } = source;
    const matches = new IndicatorMatches(command.indicators);
    const log = new LineThrottle((level, line) => context.log(level, line));
    try {
      const start = startOf(command, { ...values, source: source.values }, source);
      context.log('info', `Running ${command.program}`);
      const ended = await runProgram(start, {
        maxBytes: command.keptBytes,
        secrets: password === null ? [] : [password],
        signal: context.signal,
        graceMs: () => (abortOf(context)?.kind === 'stop' ? STOP_GRACE_MS : GRACE_MS),
        onLines: (stream, lines) => {
          for (const line of lines) log.add(stream === 'stdout' ? 'info' : 'warn', line);
          if (stream === 'stdout' && !matches.see(lines)) context.log('warn', SLOW_PATTERN);
        },
      });
      for (const [key, value] of matches.values()) context.indicator(key, value);
      return ended;
    } finally {
      log.end();
      await source.close();
    }
  }

  private async open(
    { source }: CommandDeclaration,
    context: TaskContext,
    inputs: CommandValues['inputs'],
  ): Promise<OpenedSource> {
    if (!source) return NO_SOURCE;
    const opened = await this.sources.open(context.actor, String(inputs[source.input]), source, context.signal);
    if (opened.password !== null) context.redact(opened.password);
    return opened;
  }

  /** What a run that failed has written is worth keeping too, unless the job is not this worker's any more. */
  private async keepFiles(context: TaskContext, failure: Error): Promise<void> {
    if (failure instanceof AbortReason && !KEPT.includes(failure.kind)) return;
    try {
      const { id, attempt } = context.job;
      const run = { attempt, directory: await context.directory() };
      await this.gleaning.gleanOutputFiles(SYSTEM, id, context.outputs, run);
    } catch (error) {
      context.log('warn', `The files of this run could not be kept: ${errorText(error)}`);
    }
  }
}

function abortOf({ signal }: TaskContext): AbortReason | null {
  return signal.aborted ? (signal.reason as AbortReason) : null;
}

function startOf(command: CommandDeclaration, values: CommandValues, source: OpenedSource): CommandStart {
  const { directory } = values;
  const own = { PATH: command.path.join(':'), LANG: 'C.UTF-8', HOME: directory };
  return {
    program: command.program,
    argv: argumentsOf(command.argv, values),
    directory,
    environment: { ...own, ...command.environment, ...source.environment },
    stdin: stdinOf(command, values),
    secrets: source.secrets,
  };
}
