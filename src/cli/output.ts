/** Where a command writes; tests give their own. */
export interface Output {
  readonly stdout: NodeJS.WritableStream & { readonly isTTY?: boolean };
  readonly stderr: NodeJS.WritableStream & { readonly isTTY?: boolean; readonly columns?: number };
}

export const PROCESS_OUTPUT: Output = { stdout: process.stdout, stderr: process.stderr };

/** How commands end. */
export const EXIT = {
  ok: 0,
  /** What was asked for did not work; the reason stands on standard error. */
  failed: 1,
  /** The command line or the configuration is wrong. */
  usage: 2,
  /** It worked, but some tables could not be read. */
  incomplete: 3,
} as const;
