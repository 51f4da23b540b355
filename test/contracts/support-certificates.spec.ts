import { readFileSync } from 'node:fs';
import { once } from 'node:events';
import { connect, createServer } from 'node:tls';
import { describe, expect, it } from '@jest/globals';
import { foreignAuthorityFile, makeAuthority } from '../support/certificates.js';

describe('test certificates', () => {
  it('are trusted through their own authority and for their own names only', async () => {
    const authority = makeAuthority();
    const { certificate, key } = authority.issue(['localhost', '127.0.0.1']);
    const server = createServer({ cert: certificate, key }, (socket) => socket.end()).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as { port: number };
    const tryWith = (ca: string, host?: string): Promise<string> =>
      new Promise((resolve) => {
        const socket = connect({ port, host: '127.0.0.1', servername: host, ca }, () => resolve('trusted'));
        socket.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? 'error'));
        socket.resume();
      });
    expect(await tryWith(authority.certificate)).toBe('trusted');
    expect(await tryWith(authority.certificate, 'localhost')).toBe('trusted');
    expect(await tryWith(authority.certificate, 'other.example')).toBe('ERR_TLS_CERT_ALTNAME_INVALID');
    expect(await tryWith(readFileSync(foreignAuthorityFile(), 'utf8'))).toBe('UNABLE_TO_VERIFY_LEAF_SIGNATURE');
    server.close();
  });
});
