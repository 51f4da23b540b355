import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { setTimeout as sleep } from 'node:timers/promises';

/** Seen from dist/bench/jobs/machines, where this runs. */
const CLI = fileURLToPath(new URL('../../../src/cli.js', import.meta.url));
const START_MS = 90_000;
/** Of the times in /proc, everywhere that Node runs on Linux. */
const TICKS_PER_SECOND = 100;

export interface NodeOptions {
  readonly command: 'serve' | 'worker';
  readonly args?: readonly string[];
  /** Everything that it gets of an environment. */
  readonly env: NodeJS.ProcessEnv;
  /** Its data directory; made here. */
  readonly directory: string;
  /** What it prints once it is up; a group of it is {@link SeshatNode.said}. */
  readonly ready: RegExp;
}

/** A `seshat serve` or `seshat worker` of the built product. */
export class SeshatNode {
  private constructor(
    private readonly child: ChildProcess,
    readonly directory: string,
    readonly said: string,
  ) {}

  /** @throws Error with its output when it does not come up */
  static async start({ command, args = [], env, directory, ready }: NodeOptions): Promise<SeshatNode> {
    mkdirSync(directory, { recursive: true });
    const child = spawn(process.execPath, [CLI, command, ...args], {
      cwd: directory,
      env: { ...env, SESHAT_DATA_DIR: directory },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let text = '';
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (more) => (text += more));
    for (const end = Date.now() + START_MS; ; await sleep(50)) {
      const found = ready.exec(text);
      if (found) return new SeshatNode(child, directory, found[1] ?? found[0]);
      if (!isAlive(child) || Date.now() > end) {
        child.kill('SIGKILL');
        throw new Error(`seshat ${command} did not start:\n${text}`);
      }
    }
  }

  /** Seconds of processor time that it and its ended children (readers) have used; null where nobody says. */
  async cpuSeconds(): Promise<number | null> {
    const stat = await readFile(`/proc/${this.child.pid}/stat`, 'utf8').catch(() => null);
    // utime, stime, cutime, cstime; the name before them may hold anything but ends with the last bracket.
    const ticks = stat?.slice(stat.lastIndexOf(')') + 2).split(' ').slice(11, 15) ?? null; // prettier-ignore
    return ticks && ticks.reduce((sum, text) => sum + Number(text), 0) / TICKS_PER_SECOND;
  }

  kill(): Promise<void> {
    return this.end('SIGKILL');
  }

  stop(): Promise<void> {
    return this.end('SIGTERM');
  }

  private async end(signal: NodeJS.Signals): Promise<void> {
    if (!isAlive(this.child)) return;
    const gone = once(this.child, 'exit');
    this.child.kill(signal);
    await gone;
  }
}

const isAlive = ({ exitCode, signalCode }: ChildProcess): boolean => exitCode === null && signalCode === null;
