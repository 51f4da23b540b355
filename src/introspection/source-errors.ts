import { SourceError, type SourceFailure } from '../common/errors.js';
import type { SourceConnection } from './engine.js';
import { redactor } from './redact.js';

/** What a driver's error code means: one row of an engine's classification table (CONTRACT 8). */
export interface ErrorRule {
  /** Values of the error's `code`, `errno`, `sqlState` or `sqlstate`; a string ending in `*` matches as a prefix. */
  readonly codes: readonly (string | number)[];
  readonly failure: SourceFailure;
  /** Whether trying again on a fresh session may help. */
  readonly transient: boolean;
  /** What happened and what to do; never with the password: the error's own text has lost it by then. */
  readonly say: (connection: SourceConnection, error: Error) => string;
}

/** `host:port` of a source, or its file, as people know it. */
export function placeOf(connection: SourceConnection): string {
  if (connection.path !== null) return connection.path;
  const host = connection.host ?? 'localhost';
  return `${host.includes(':') ? `[${host}]` : host}${connection.port === null ? '' : `:${connection.port}`}`;
}

const checkHost = 'Check host and port, that the server runs, and that a firewall lets this machine through.';

/** Failures below the protocol of any server: names, sockets, TLS. Engines put their own rules first. */
export const NETWORK_RULES: readonly ErrorRule[] = [
  {
    codes: ['ENOTFOUND'],
    failure: 'host',
    transient: false,
    say: (c) => `The host name "${c.host}" is not known. Check its spelling and this machine's DNS.`,
  },
  {
    codes: ['EAI_AGAIN'],
    failure: 'host',
    transient: true,
    say: (c) => `The host name "${c.host}" could not be resolved just now. Check this machine's DNS.`,
  },
  {
    codes: ['ECONNREFUSED'],
    failure: 'host',
    transient: true,
    say: (c) => `${placeOf(c)} refuses connections: no server listens there. ${checkHost}`,
  },
  {
    codes: ['EHOSTUNREACH', 'ENETUNREACH', 'EADDRNOTAVAIL'],
    failure: 'host',
    transient: false,
    say: (c) => `There is no way to ${placeOf(c)} from this machine. ${checkHost}`,
  },
  {
    codes: ['ETIMEDOUT', 'ESOCKETTIMEDOUT'],
    failure: 'timeout',
    transient: true,
    say: (c) => `${placeOf(c)} did not answer in time. ${checkHost}`,
  },
  {
    codes: ['ECONNRESET', 'EPIPE'],
    failure: 'host',
    transient: true,
    say: (c) => `${placeOf(c)} closed the connection. Check that it is a server of the chosen kind, and its log.`,
  },
  {
    codes: ['CERT_*', 'ERR_TLS_*', 'ERR_SSL_*', 'DEPTH_ZERO_SELF_SIGNED_CERT', 'SELF_SIGNED_CERT_IN_CHAIN',
      'UNABLE_TO_*', 'ERR_OSSL_*', 'HOSTNAME_MISMATCH', 'INVALID_CA', 'EPROTO'], // prettier-ignore
    failure: 'tls',
    transient: false,
    say: (c, error) =>
      `TLS with ${placeOf(c)} failed (${codesOf(error)[0] ?? 'unknown reason'}). ` +
      'Check the TLS mode, the certificate authority, and that the certificate names this host.',
  },
];

/** Every code an error or its cause carries: `code`, `errno`, `sqlState`. */
export function codesOf(error: unknown): (string | number)[] {
  const codes: (string | number)[] = [];
  for (let at: unknown = error, depth = 0; at instanceof Error && depth < 3; at = at.cause, depth++) {
    const { code, errno, sqlState } = at as { code?: unknown; errno?: unknown; sqlState?: unknown };
    for (const value of [code, errno, sqlState]) {
      if (typeof value === 'string' || typeof value === 'number') codes.push(value);
    }
  }
  return codes;
}

/** The first rule that knows one of the error's codes. */
export function matchRule(rules: readonly ErrorRule[], error: unknown): ErrorRule | undefined {
  const codes = codesOf(error);
  const fits = (wanted: string | number): boolean =>
    typeof wanted === 'string' && wanted.endsWith('*')
      ? codes.some((code) => typeof code === 'string' && code.startsWith(wanted.slice(0, -1)))
      : codes.includes(wanted);
  return rules.find((rule) => rule.codes.some(fits));
}

/**
 * Turns what a driver threw into a {@link SourceError} by the engine's table, then by {@link NETWORK_RULES}.
 * A SourceError passes unchanged; the driver's own text is kept only where no rule knows the code. The password is
 * taken out of that text alone, before it stands in a sentence of ours: stars in a sentence that everybody knows would
 * tell which of its words the password is.
 */
export function classifyBy(rules: readonly ErrorRule[], connection: SourceConnection, error: unknown): SourceError {
  if (error instanceof SourceError) return error;
  const thrown = redacted(error instanceof Error ? error : new Error('unknown error'), connection);
  const rule = matchRule([...rules, ...NETWORK_RULES], thrown);
  const code = codesOf(thrown)[0];
  const details = code === undefined ? {} : { code };
  if (rule) return new SourceError(rule.failure, rule.say(connection, thrown), rule.transient, { details });
  const text = thrown.message.replaceAll(/\s+/g, ' ').slice(0, 300);
  return new SourceError('other', `${placeOf(connection)} answered with an error: ${text}`, false, { details });
}

/** The same error, codes and all, with a text that does not hold the password. */
function redacted(error: Error, { password }: SourceConnection): Error {
  return Object.create(error, { message: { value: redactor([password])(error.message) } }) as Error;
}
