import { connect, isIP, type Socket } from 'node:net';
import mysql, { type Connection, type ConnectionOptions, type QueryOptions } from 'mysql2';
import { SourceError } from '../../common/errors.js';
import { DEFAULT_PORTS } from '../../common/snapshot.js';
import type { ReadLimits, SourceConnection } from '../engine.js';
import { classify } from './mysql.errors.js';
import { IDENTITY, sessionSettings, type Rows, type Statement } from './mysql.queries.js';
import { serverFacts, type ServerFacts } from './mysql.server.js';

/** How much longer than the server's own limit an answer is waited for. */
const GRACE_MS = 5_000;

/** The driver's options: typed fields only, nothing passed on, LOCAL INFILE off in the handshake itself. */
export function connectionOptions(connection: SourceConnection, limits: ReadLimits): ConnectionOptions {
  const host = connection.host ?? 'localhost';
  const port = connection.port ?? DEFAULT_PORTS.mysql;
  return {
    host,
    port,
    stream: () => openSocket(host, port),
    user: connection.user ?? undefined,
    password: connection.password ?? undefined,
    database: connection.database ?? undefined,
    connectTimeout: limits.connectMs,
    charset: 'utf8mb4',
    flags: ['-LOCAL_FILES'],
    multipleStatements: false,
    compress: false,
    rowsAsArray: true,
    dateStrings: true,
    supportBigNumbers: true,
    connectAttributes: { program_name: 'seshat' },
    ...tlsOptions(connection),
  };
}

function tlsOptions({ tlsMode, tlsCa }: SourceConnection): Pick<ConnectionOptions, 'ssl'> {
  if (tlsMode === 'disable') return {};
  const verify = tlsMode !== 'require';
  return {
    ssl: {
      rejectUnauthorized: verify,
      verifyIdentity: tlsMode === 'verify-full',
      ...(tlsCa && verify ? { ca: tlsCa } : {}),
    },
  };
}

function openSocket(host: string, port: number): Socket {
  const socket = connect(port, host).setNoDelay(true).setKeepAlive(true);
  // Node takes a certificate's name from here; for an address it would hold the certificate against "localhost".
  return isIP(host) ? Object.assign(socket, { _host: host }) : socket;
}

/** One connection on which statements run one after the other. */
export class Lane implements AsyncDisposable {
  private constructor(
    private readonly target: SourceConnection,
    private readonly limits: ReadLimits,
    private readonly driver: Connection,
    private readonly asked: () => void,
  ) {}

  /** The server's id of this session: what KILL QUERY takes. */
  thread = 0;
  #broken: unknown = null;
  #running = 0;
  /** The driver tells a streaming query nothing of a lost connection. */
  readonly #waiting = new Set<(error: unknown) => void>();

  /**
   * Connects, asks who the server is and spares it from then on.
   * @param asked called for each statement
   * @throws SourceError
   */
  static async open(
    target: SourceConnection,
    limits: ReadLimits,
    asked: () => void,
  ): Promise<readonly [lane: Lane, server: ServerFacts]> {
    const driver = mysql.createConnection(connectionOptions(target, limits));
    const lane = new Lane(target, limits, driver, asked);
    driver.on('error', (error: unknown) => lane.#lost(error));
    try {
      await new Promise<void>((resolve, reject) => driver.connect((error) => (error ? reject(error) : resolve())));
      const [identity] = await lane.rows<'identity'>(IDENTITY);
      if (!identity) throw new Error('The server did not say its version.');
      lane.thread = Number(identity[1]);
      const server = serverFacts(identity[0], identity[2], Number(identity[3]));
      await Promise.all(
        sessionSettings(server, limits.queryMs, limits.mysqlLockMs).map((setting) => lane.rows(setting)),
      );
      return [lane, server];
    } catch (error) {
      driver.destroy();
      throw classify(target, lane.#broken ?? error);
    }
  }

  /** All rows of a statement. @throws SourceError */
  rows<Kind extends keyof Rows>(statement: Statement): Promise<Rows[Kind][]> {
    return this.#run(statement, (options, done, fail) => {
      this.driver.query(options, (error, rows) => (error ? fail(error) : done(rows as unknown as Rows[Kind][])));
    });
  }

  /** Each row as it comes, kept nowhere. @throws SourceError */
  each<Kind extends keyof Rows>(statement: Statement, take: (row: Rows[Kind]) => void): Promise<void> {
    return this.#run(statement, (options, done, fail) => {
      const query = this.driver.query(options);
      query.on('result', (row: unknown) => {
        try {
          take(row as Rows[Kind]);
        } catch (error) {
          fail(error);
        }
      });
      query.on('error', fail);
      query.on('end', () => done());
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // A farewell would queue behind what still runs.
    if (this.#broken !== null || this.#running > 0) return this.driver.destroy();
    await new Promise<void>((resolve) => {
      const hurry = setTimeout(resolve, 500);
      this.driver.end(() => {
        clearTimeout(hurry);
        resolve();
      });
    });
    this.driver.destroy();
  }

  async #run<Result>(
    statement: Statement,
    start: (options: QueryOptions, done: (result: Result) => void, fail: (error: unknown) => void) => void,
  ): Promise<Result> {
    this.asked();
    const { sql, values } = statement;
    const timeout = this.limits.queryMs + GRACE_MS;
    let fail: (error: unknown) => void = () => undefined;
    this.#running++;
    try {
      return await new Promise<Result>((resolve, reject) => {
        fail = reject;
        this.#waiting.add(fail);
        start(values.length === 0 ? { sql, timeout } : { sql, values: [...values], timeout }, resolve, reject);
      });
    } catch (error) {
      throw this.#failure(error, statement);
    } finally {
      this.#running--;
      this.#waiting.delete(fail);
    }
  }

  #lost(error: unknown): void {
    this.#broken ??= error;
    for (const fail of this.#waiting) fail(error);
  }

  #failure(error: unknown, statement: Statement): SourceError {
    const { failure, message, transient, details } = classify(this.target, this.#broken ?? error);
    return new SourceError(failure, `Reading ${statement.what}: ${message}`, transient, { details });
  }
}
