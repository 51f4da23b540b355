import { spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import type { Readable, Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

/** What is to be run, without a shell. */
export interface CommandStart {
  /** Absolute path. */
  readonly program: string;
  readonly argv: readonly string[];
  /** Absolute: its working directory. */
  readonly directory: string;
  /** All that it inherits. */
  readonly environment: Readonly<Record<string, string>>;
  readonly stdin: string | null;
  /** A directory that is removed as soon as the program has ended, even when this process dies before it. */
  readonly secrets: string | null;
}

/** How it ended: a code, a signal, or why it never began (`ENOENT`, `EACCES`, `E2BIG` …). */
export interface CommandEnd {
  readonly code: number | null;
  readonly signal: string | null;
  readonly failed?: string;
}

const SUPERVISOR = fileURLToPath(new URL('./supervisor.mjs', import.meta.url));
/** It does next to nothing. */
const SUPERVISOR_OPTIONS = ['--max-old-space-size=32', '--no-warnings'];
/** How much longer than the grace of its program a supervisor may take to end. */
const KILL_LATER_MS = 2_000;
/** A process that escaped may hold the outputs open. */
const DRAIN_MS = 2_000;
const LOOK_MS = 100;
/** By this variable processes of one run are found that have left its process group. */
const MARK = 'SESHAT_COMMAND_RUN';

/** An external program in a process group of its own, which ends with this process. */
export class SupervisedCommand {
  /** Settles when nothing of the program's process group is left. */
  readonly ended: Promise<CommandEnd>;
  private killer: NodeJS.Timeout | undefined;

  private constructor(
    private readonly supervisor: ChildProcess,
    readonly stdout: Readable,
    readonly stderr: Readable,
  ) {
    this.ended = this.watch();
    this.ended.catch(() => undefined); // whoever waits for it hears it
  }

  static start(command: CommandStart): SupervisedCommand {
    const { environment, ...start } = command;
    const id = randomUUID();
    // A group of its own: the supervisor leads it, so its number stays taken as long as anybody may be signalled by it.
    const supervisor = spawn(process.execPath, [...SUPERVISOR_OPTIONS, SUPERVISOR], {
      detached: true,
      cwd: '/',
      env: {},
      stdio: ['pipe', 'pipe', 'pipe', 'pipe'],
    });
    const control = supervisor.stdin as Writable;
    control.on('error', () => undefined);
    const message = { ...start, environment: { ...environment, [MARK]: id }, mark: `${MARK}=${id}` };
    control.write(`${JSON.stringify({ start: message })}\n`);
    return new SupervisedCommand(supervisor, supervisor.stdout as Readable, supervisor.stderr as Readable);
  }

  /** The process that leads the group; undefined when it could not be started. */
  get supervisorPid(): number | undefined {
    return this.supervisor.pid;
  }

  /** SIGTERM to the whole group, SIGKILL to what is left of it after `graceMs`. May be repeated. */
  stop(graceMs: number): void {
    (this.supervisor.stdin as Writable).write(`${JSON.stringify({ stop: graceMs })}\n`);
    this.killer ??= setTimeout(() => this.killGroup(), graceMs + KILL_LATER_MS);
  }

  private async watch(): Promise<CommandEnd> {
    const report = lineOf(this.supervisor.stdio[3] as Readable);
    const exit = await new Promise<Error | null>((resolve) => {
      this.supervisor.once('error', resolve);
      this.supervisor.once('exit', () => {
        // At once, while the group's number cannot be another's: a supervisor that was killed leaves its program behind.
        this.killGroup();
        resolve(null);
      });
    });
    clearTimeout(this.killer);
    await Promise.all([drained(this.stdout), drained(this.stderr)]);
    if (exit) throw exit;
    const said = await report;
    return said === '' ? { code: null, signal: 'SIGKILL' } : endOf(said);
  }

  private killGroup(): void {
    const { pid } = this.supervisor;
    if (pid === undefined) return;
    try {
      process.kill(-pid, 'SIGKILL');
    } catch {
      // Nobody is left.
    }
  }
}

function endOf(line: string): CommandEnd {
  const { code = null, signal = null, failed } = JSON.parse(line) as Partial<CommandEnd>;
  return { code, signal, ...(failed !== undefined && { failed }) };
}

async function lineOf(stream: Readable): Promise<string> {
  let text = '';
  try {
    for await (const chunk of stream) text += String(chunk);
  } catch {
    // What has been said counts.
  }
  return text;
}

/** Whoever reads it reads it out; where nothing comes and nobody closes it, a process that escaped holds it open. */
async function drained(stream: Readable & { readonly bytesRead?: number }): Promise<void> {
  for (let quiet = 0, before = -1; !stream.closed && quiet < DRAIN_MS;) {
    const isQuiet = stream.readableLength === 0 && stream.bytesRead === before;
    before = stream.bytesRead ?? 0;
    quiet = isQuiet ? quiet + LOOK_MS : 0;
    await Promise.race([closed(stream), sleep(LOOK_MS)]);
  }
  stream.destroy();
}

function closed(stream: Readable): Promise<void> {
  return new Promise((resolve) => stream.once('close', resolve));
}
