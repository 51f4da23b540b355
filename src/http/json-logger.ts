import type { LoggerService } from '@nestjs/common';
import { pino, stdTimeFunctions, type Logger } from 'pino';
import { SecretRegistry } from '../common/secret-registry.js';
import type { LogLevel } from '../config/config.js';
import { safeLine, withoutSecretKeys, type LineSink } from './log-lines.js';

export interface LogChoice {
  readonly level: LogLevel;
  /** Values that are left out of every line. */
  readonly secrets: SecretRegistry;
  /** Standard output when left out. */
  readonly sink?: LineSink;
}

/**
 * What Nest says of its own assembly: of no use to whoever runs the server. What fails there is thrown as well, and said
 * by whoever started it.
 */
const ASSEMBLY = ['NestFactory', 'InstanceLoader', 'RoutesResolver', 'RouterExplorer', 'NestApplication', 'ExceptionHandler']; // prettier-ignore

/** The log of the whole process: JSON lines without secrets, for Nest and for us. Type and injection token in one. */
export class JsonLogger implements LoggerService {
  readonly pino: Logger;

  constructor({ level, secrets, sink = process.stdout }: LogChoice) {
    const options = {
      level,
      base: null,
      timestamp: stdTimeFunctions.isoTime,
      formatters: { log: (facts: object) => withoutSecretKeys(facts) as Record<string, unknown> },
    };
    this.pino = pino(options, { write: (line: string) => void sink.write(safeLine(line, secrets)) });
  }

  log(message: unknown, ...rest: unknown[]): void {
    this.write(isAssembly(rest) ? 'debug' : 'info', message, rest);
  }

  /** Nest gives the stack before the context. */
  error(message: unknown, ...rest: unknown[]): void {
    this.write(isAssembly(rest) ? 'debug' : 'error', message, rest);
  }

  warn(message: unknown, ...rest: unknown[]): void {
    this.write('warn', message, rest);
  }

  debug(message: unknown, ...rest: unknown[]): void {
    this.write('debug', message, rest);
  }

  verbose(message: unknown, ...rest: unknown[]): void {
    this.write('trace', message, rest);
  }

  fatal(message: unknown, ...rest: unknown[]): void {
    this.write('fatal', message, rest);
  }

  /** The context is the last of several texts; errors and stacks become `err`, other things `details`. */
  private write(level: Exclude<LogLevel, 'silent'>, message: unknown, rest: readonly unknown[]): void {
    const texts = rest.filter((item) => typeof item === 'string');
    const context = texts.at(-1);
    const stack = texts.slice(0, -1).find((text) => /\n\s+at /.test(text));
    const err =
      [message, ...rest].find((item) => item instanceof Error) ?? (stack === undefined ? undefined : { stack });
    const details = rest.filter((item) => typeof item === 'object' && item !== null && !(item instanceof Error));
    const facts = {
      ...(context && { context }),
      ...(err !== undefined && { err }),
      ...(details.length > 0 && { details }),
    };
    if (typeof message === 'string') this.pino[level](facts, message);
    else if (message instanceof Error) this.pino[level](facts, message.message);
    else this.pino[level]({ ...facts, details: [message, ...details] });
  }
}

function isAssembly(rest: readonly unknown[]): boolean {
  return ASSEMBLY.includes(String(rest.at(-1)));
}
