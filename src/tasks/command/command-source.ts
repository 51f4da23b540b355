import { mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Injectable } from '@nestjs/common';
import { SqlDbService } from '../../catalogue/sql-db/sql-db.service.js';
import type { SqlDbView } from '../../catalogue/sql-db/sql-db-input.js';
import type { Actor } from '../../common/actor.js';
import { InvalidInputError, SourceError } from '../../common/errors.js';
import { DEFAULT_PORTS } from '../../common/snapshot.js';
import { Config } from '../../config/config.js';
import { checkEgress } from '../../introspection/egress.js';
import type { SourceConnection } from '../../introspection/engine.js';
import { SchemaReader } from '../../introspection/schema-reader.js';
import { checkPath } from '../../introspection/source-path.js';
import { readerSettings } from '../reader-settings.js';
import { authorities, fitsClientFiles, optionFile, passFile, plainHost, postgresqlVariables } from './client-files.js';
import type { ClientTarget } from './client-files.js';
import type { SourceInput } from './command-declaration.js';

/** A source made ready for one run of a program. */
export interface OpenedSource {
  /** For templates, by the names of {@link SOURCE_VALUES}; null where the source says nothing. */
  readonly values: Readonly<Record<string, string | null>>;
  readonly environment: Readonly<Record<string, string>>;
  /** For redaction. */
  readonly password: string | null;
  /** A private directory with the secret in files of the account's own; null when it needs none. */
  readonly secrets: string | null;
  /** Removes it. May be repeated. */
  close(): Promise<void>;
}

/** Sources for programs: what discovery checks is checked, and the secret goes into private files only. */
@Injectable()
export class CommandSources {
  constructor(
    private readonly sources: SqlDbService,
    private readonly reader: SchemaReader,
    private readonly config: Config,
  ) {}

  /** @throws NotFoundError, InvalidInputError when the program does not understand the source's engine */
  async find(actor: Actor, id: string, { input, engines }: SourceInput): Promise<SqlDbView> {
    const source = await this.sources.get(actor, id);
    if (engines.includes(source.engine)) return source;
    const message = `This command works on ${engines.join(', ')}; ${source.name} is ${source.engine}.`;
    throw new InvalidInputError(message, [{ path: input, message }]);
  }

  /**
   * Reaches the source once by our own means: what is wrong is classified as ever, and encryption that is required is there
   * (programs of MariaDB go on without it when a server has none). The use of the credentials is audited. To be closed.
   * @throws SourceError as a reader would, InvalidInputError, the signal's reason
   */
  async open(actor: Actor, id: string, rule: SourceInput, signal: AbortSignal): Promise<OpenedSource> {
    await this.find(actor, id, rule);
    const { connection, name } = await this.sources.connectionOf(actor, id);
    const { engine, database, user } = connection;
    const values = { name, engine, database, user };
    if (engine === 'sqlite') {
      const path = await checkPath(connection.path, readerSettings(this.config).files);
      return {
        values: { ...values, path },
        environment: {},
        password: null,
        secrets: null,
        close: async () => undefined,
      };
    }
    await this.reader.probe(connection, signal);
    const target = await this.reach(connection);
    const server = { ...values, host: target.host, port: String(target.port) };
    const directory = await mkdtemp(join(await realpath(tmpdir()), 'seshat-source-')); // readable by this account only
    const close = (): Promise<void> => rm(directory, { recursive: true, force: true });
    try {
      const files = await filesIn(directory, target, rule);
      return {
        ...files,
        values: { ...server, ...files.values },
        password: connection.password,
        secrets: directory,
        close,
      };
    } catch (error) {
      await close();
      throw error;
    }
  }

  /** @throws SourceError when no address may, or can, be connected to */
  private async reach(connection: SourceConnection): Promise<ClientTarget> {
    if (!fitsClientFiles(connection)) {
      throw new SourceError(
        'other',
        'The name, host, user or password of the source has a line break or is too long for programs.',
      );
    }
    const { egress, limits } = readerSettings(this.config);
    const { connectMs } = limits;
    const addresses = await checkEgress(connection, egress, connectMs);
    const port = connection.port ?? DEFAULT_PORTS[connection.engine] ?? 0;
    const host = plainHost(connection.host ?? '');
    for (const { address } of addresses.slice(0, -1)) {
      if (await answers(address, port, connectMs)) return { connection, host, port, address, connectMs };
    }
    return { connection, host, port, address: addresses.at(-1)?.address ?? '', connectMs };
  }
}

/** Of several addresses a program is given the one that works. */
function answers(host: string, port: number, timeout: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout });
    const end = (answer: boolean): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('connect', () => end(true)).once('timeout', () => end(false)).once('error', () => end(false)); // prettier-ignore
  });
}

async function filesIn(
  directory: string,
  target: ClientTarget,
  { client }: SourceInput,
): Promise<Pick<OpenedSource, 'environment'> & { readonly values: Readonly<Record<string, string>> }> {
  const write = async (name: string, text: string): Promise<string> => {
    const path = join(directory, name);
    await writeFile(path, text, { flag: 'wx', mode: 0o600 });
    return path;
  };
  const ca = authorities(target.connection);
  const caFile = ca === null ? null : await write('ca.pem', ca);
  if (target.connection.engine === 'postgresql') {
    const path = await write('pgpass', passFile(target));
    return { values: { passFile: path }, environment: postgresqlVariables(target, { passFile: path, caFile }) };
  }
  return { values: { defaultsFile: await write('client.cnf', optionFile(target, client, caFile)) }, environment: {} };
}
