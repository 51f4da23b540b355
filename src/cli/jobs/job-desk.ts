import type { KeptJob } from '../discover/kept-source.js';

/** A job, as both ways show it. */
export interface DeskJob extends KeptJob {
  readonly task: string;
  readonly title: string;
  readonly createdAt: string;
  readonly startedAt: string | null;
  readonly endedAt: string | null;
  readonly startedBy: string;
  readonly indicators: Readonly<Record<string, number | string | boolean>>;
}

/** A task, as both ways show it; its inputs as a JSON Schema. */
export interface DeskTask {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly role: string;
  readonly inputs: { readonly [keyword: string]: unknown };
}

export interface DeskLine {
  readonly seq: number;
  readonly timestamp: string;
  readonly level: string;
  readonly message: string;
}

export interface DeskFile {
  readonly id: string;
  readonly name: string;
  readonly size: number;
  readonly role: string;
}

/** What is to be run. */
export interface DeskRun {
  readonly task: string;
  readonly parameters: object;
  readonly title?: string;
  readonly workspace?: string;
}

export interface DeskQuery {
  readonly status?: string;
  readonly task?: string;
  readonly q?: string;
  readonly limit: number;
  readonly offset?: number;
}

/** Tasks and jobs for the terminal: in this process, or by the server that owns the catalogue. */
export interface JobDesk {
  tasks(): Promise<readonly DeskTask[]>;
  /** The id of the source of exactly this name, or the text itself when it is an id. @throws DomainError when none, or several, have the name */
  source(nameOrId: string): Promise<string>;
  run(request: DeskRun): Promise<DeskJob>;
  /** Newest first, and how many there are. */
  list(query: DeskQuery): Promise<{ readonly total: number; readonly jobs: readonly DeskJob[] }>;
  /** @throws NotFoundError */
  get(id: string): Promise<DeskJob>;
  lines(id: string, after: number): Promise<readonly DeskLine[]>;
  files(id: string): Promise<readonly DeskFile[]>;
  /** Imports a file of this machine; answers its id. */
  send(path: string, type: string, workspace: string | undefined): Promise<string>;
  /** Writes the content of a file to a path of this machine. */
  save(fileId: string, path: string): Promise<void>;
  cancel(id: string): Promise<void>;
  retry(id: string): Promise<DeskJob>;
}
