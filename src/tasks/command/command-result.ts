import { DomainError } from '../../common/errors.js';
import type { ProducedFile } from './produced-files.js';
import type { CommandEnd } from './supervised-command.js';

/** What the run of a command answers. */
export interface CommandResult {
  /** The newest text of standard output, at most 16 KiB; the whole is the file `stdout`. */
  readonly stdout: string;
  readonly stderr: string;
  readonly returnCode: number;
  readonly outputFiles: readonly ProducedFile[];
  /** Of these files, in bytes. */
  readonly totalSize: number;
}

const STARTS: Readonly<Record<string, string>> = {
  ENOENT: 'it is not there any more, or what it is run by is missing',
  EACCES: 'the account of this server may not execute it',
  E2BIG: 'its arguments are longer than the system allows',
  ENOEXEC: 'it is no program for this machine',
};

/** Why the end of a program is no success; null when it is. */
export function failureOf(
  { code, signal, failed }: CommandEnd,
  program: string,
  success: readonly number[],
  stderr: string,
): DomainError | null {
  if (failed !== undefined) {
    return new DomainError('command-not-started', `${program} could not be started: ${STARTS[failed] ?? failed}.`);
  }
  if (code !== null && success.includes(code)) return null;
  const how = code === null ? `was ended by ${signal ?? 'a signal'}` : `ended with return code ${code}`;
  const last = stderr.trim();
  return new DomainError('command-failed', `${program} ${how}${last === '' ? '.' : `: ${last}`}`);
}
