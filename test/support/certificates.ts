import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeAuthority, type Authority, type IssuedCertificate } from '../../scripts/lib/certificates.mjs';
import { temporaryDirectory } from './temporary-directory.js';

export { makeAuthority, type Authority, type IssuedCertificate };

/** For `describe.skip`: given servers may have no TLS, or certificates of an authority that nobody told us. */
export const NO_SERVERS_AUTHORITY = process.env.SESHAT_TEST_CA
  ? null
  : 'TLS of the test servers: needs the private servers of `npm test`, or the CA of the given ones in SESHAT_TEST_CA';

/**
 * The authority (PEM, and its file) that signed the certificates of the private MariaDB and PostgreSQL servers; they
 * name `localhost` and `127.0.0.1`. For given servers, SESHAT_TEST_CA names the file.
 * @throws Error naming the variable when there is none
 */
export function serversAuthority(): { readonly certificate: string; readonly file: string } {
  const file = process.env.SESHAT_TEST_CA;
  if (!file) throw new Error(String(NO_SERVERS_AUTHORITY));
  return { certificate: readFileSync(file, 'utf8'), file };
}

/** A CA file that no server's certificate comes from. */
export function foreignAuthorityFile(): string {
  const file = join(temporaryDirectory('ca'), 'foreign-ca.pem');
  writeFileSync(file, makeAuthority('Somebody else').certificate);
  return file;
}
