import { SourceError } from '../../common/errors.js';
import type { SourceConnection } from '../engine.js';
import { classifyBy, placeOf, type ErrorRule } from '../source-errors.js';

/** An identifier as SQL writes it. */
export const quoteIdentifier = (name: string): string => `"${name.replaceAll('"', '""')}"`;

const databaseOf = (c: SourceConnection): string => c.database ?? c.user ?? '';

/** All that an account needs: structure is read from pg_catalog, SELECT is for tasks that look at samples. */
export function grantsFor(c: SourceConnection, schema: string): string {
  const user = quoteIdentifier(c.user ?? 'seshat');
  const inSchema = quoteIdentifier(schema);
  return (
    `GRANT CONNECT ON DATABASE ${quoteIdentifier(databaseOf(c))} TO ${user}; ` +
    `GRANT USAGE ON SCHEMA ${inSchema} TO ${user}; GRANT SELECT ON ALL TABLES IN SCHEMA ${inSchema} TO ${user};`
  );
}

const POOLER =
  'Connect to the PostgreSQL server itself: a pooler that hands its connections around would keep our session settings for strangers.';

/** By SQLSTATE (CONTRACT 8), the particular before the classes. */
const RULES: readonly ErrorRule[] = [
  {
    codes: ['3D000'],
    failure: 'database-missing',
    transient: false,
    say: (c) =>
      `There is no database "${databaseOf(c)}" at ${placeOf(c)}. Check its name, upper and lower case included.`,
  },
  {
    codes: ['28P01'],
    failure: 'authentication',
    transient: false,
    say: (c) => `${placeOf(c)} does not accept the password of "${c.user}", or there is no such account. Check both.`,
  },
  {
    codes: ['28*'],
    failure: 'authentication',
    transient: false,
    say: (c) =>
      `${placeOf(c)} does not let "${c.user}" into "${databaseOf(c)}" from this machine. ` +
      'Check the account, and that pg_hba.conf has a line for it.',
  },
  {
    codes: ['42501', '0LP01'],
    failure: 'permission',
    transient: false,
    say: (c) =>
      `"${c.user}" lacks a privilege on "${databaseOf(c)}". As an owner, for each schema that is to be read: ${grantsFor(c, 'public')}`,
  },
  {
    codes: ['53300'],
    failure: 'host',
    transient: true,
    say: (c) => `${placeOf(c)} has no connection free. Raise max_connections, or try again when fewer are in use.`,
  },
  {
    codes: ['57P01', '57P02', '57P03'],
    failure: 'host',
    transient: true,
    say: (c) => `${placeOf(c)} is starting, stopping, or ended our session. Try again when it is up.`,
  },
  {
    codes: ['08000', '08001', '08003', '08006'],
    failure: 'host',
    transient: true,
    say: (c) => `The connection to ${placeOf(c)} broke. Check the network and the server's log.`,
  },
  {
    codes: ['08P01', '0A000'],
    failure: 'protocol',
    transient: false,
    say: (c) => `${placeOf(c)} refuses the settings of our session; a connection pooler, perhaps. ${POOLER}`,
  },
  {
    codes: ['55P03'],
    failure: 'timeout',
    transient: true,
    say: (c) => `A table at ${placeOf(c)} was locked by another session for too long. Try again when that has ended.`,
  },
  {
    codes: ['40001', '40P01'],
    failure: 'other',
    transient: true,
    say: (c) => `${placeOf(c)} ended our query in favour of another session. Try again.`,
  },
  {
    codes: ['57014'],
    failure: 'timeout',
    transient: false,
    say: (c) =>
      `${placeOf(c)} ended our query: it was cancelled, or took longer than allowed. ` +
      'Raise the time limit of queries, or narrow the schemas.',
  },
];

/** Told by its text: without a code, unless one is wanted. */
interface TextRule extends Omit<ErrorRule, 'codes'> {
  readonly text: RegExp;
  readonly code?: string;
}

const TEXT_RULES: readonly TextRule[] = [
  {
    text: /does not support SSL/i,
    failure: 'tls',
    transient: false,
    say: (c) =>
      `${placeOf(c)} does not offer TLS. Turn it on there, or set the TLS mode to disable if the way is safe.`,
  },
  {
    text: /no encryption|SSL off/,
    code: '28000',
    failure: 'tls',
    transient: false,
    say: (c) =>
      `${placeOf(c)} does not let "${c.user}" into "${databaseOf(c)}" without TLS. Set the TLS mode to require or better; ` +
      'if that fails too, pg_hba.conf has no line for this account and machine.',
  },
  {
    text: /timeout expired|due to connection timeout/,
    failure: 'timeout',
    transient: true,
    say: (c) => `${placeOf(c)} did not answer in time. Check host and port, and that the server is not overloaded.`,
  },
  {
    text: /Connection terminated|connection error and is not queryable/,
    failure: 'host',
    transient: true,
    say: (c) => `${placeOf(c)} closed the connection. Check that it is a PostgreSQL server, and its log.`,
  },
  {
    text: /^SASL:.*password must be/s,
    failure: 'authentication',
    transient: false,
    say: (c) => `${placeOf(c)} asks for the password of "${c.user}" and none is set.`,
  },
  {
    text: /^SASL:/,
    failure: 'authentication',
    transient: false,
    say: (c) =>
      `The sign-in of "${c.user}" at ${placeOf(c)} broke off. Check the password, and that it is the right server.`,
  },
  {
    text: /received invalid response|Received unexpected|error establishing an SSL connection/,
    failure: 'protocol',
    transient: false,
    say: (c) => `What answers at ${placeOf(c)} is not a PostgreSQL server. Check host, port and engine.`,
  },
  {
    // Something was dropped between two steps of one query; the next try does not see it.
    text: /cache lookup failed|could not open relation/,
    code: 'XX000',
    failure: 'other',
    transient: true,
    say: (c) => `The structure at ${placeOf(c)} changed while it was read. Try again.`,
  },
];

/** Turns what the driver or the server said into a {@link SourceError} with its class and what to do. */
export function classifyPostgresql(connection: SourceConnection, error: unknown): SourceError {
  if (error instanceof Error && !(error instanceof SourceError)) {
    const { code } = error as { code?: unknown };
    const rule = TEXT_RULES.find((one) => one.code === code && one.text.test(error.message));
    const details = code === undefined ? {} : { code };
    if (rule) return new SourceError(rule.failure, rule.say(connection, error), rule.transient, { details });
  }
  return classifyBy(RULES, connection, error);
}
