import type { Role } from '../../common/actor.js';
import type { Engine } from '../../common/snapshot.js';
import type { FileSchema, Schema } from '../../containers/schema.js';
import type { Template } from './template.js';

/** One argument. */
export interface Argument {
  readonly template: Template;
  /** Whether what begins with a value may begin with a dash, and so be an option to the program. */
  readonly allowDash: boolean;
}

/** What makes up the arguments: one always, some only when an input is set, or some for each item of a list. */
export type ArgumentRule =
  | { readonly kind: 'one'; readonly argument: Argument }
  | { readonly kind: 'when' | 'each'; readonly input: string; readonly args: readonly Argument[] };

/** Whose client programs read the file of options for a MySQL or MariaDB source: they have different words for TLS. */
export const CLIENTS = ['mariadb', 'mysql'] as const;
export type Client = (typeof CLIENTS)[number];

/** The input that names the source which the program reaches. */
export interface SourceInput {
  readonly input: string;
  /** The engines that the program understands; never none. */
  readonly engines: readonly Engine[];
  readonly client: Client;
}

/** A file of a fixed name, or all files that a pattern finds; both relative to the job's directory. */
export interface OutputRule {
  readonly file?: string;
  readonly pattern?: string;
  readonly schema: FileSchema;
}

/** A value found in the lines of standard output. */
export interface IndicatorRule {
  readonly kind: 'number' | 'text' | 'flag';
  readonly label: string;
  readonly unit?: string;
  /** The source of a regular expression (flag `u`), tried on each line. */
  readonly pattern: string;
  /** The value is how many lines match, not what the first group holds. */
  readonly count: boolean;
}

/** An external program as an administrator declared it, proven to be complete. */
export interface CommandDeclaration {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly role: Role;
  /** Absolute path. */
  readonly program: string;
  readonly argv: readonly ArgumentRule[];
  readonly stdin: Template | null;
  readonly inputs: Readonly<Record<string, Schema>>;
  readonly source: SourceInput | null;
  readonly outputs: Readonly<Record<string, OutputRule>>;
  readonly indicators: Readonly<Record<string, IndicatorRule>>;
  /** Milliseconds; the server's setting when absent. */
  readonly maxRunMs?: number;
  readonly concurrency?: number;
  /** Return codes that mean success. */
  readonly success: readonly number[];
  readonly environment: Readonly<Record<string, string>>;
  /** Directories that the program looks others up in. */
  readonly path: readonly string[];
  /** How much of each output stream is kept as a file, in bytes. */
  readonly keptBytes: number;
}
