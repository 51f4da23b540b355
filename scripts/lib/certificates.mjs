// X.509 certificates for tests, made with node:crypto alone: no openssl has to be at hand. Never for anything else.
import { X509Certificate, generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import { isIP } from 'node:net';

const der = (tag, ...parts) => {
  const body = Buffer.concat(parts);
  const size = [];
  for (let rest = body.length; body.length > 127 && rest > 0; rest >>= 8) size.unshift(rest & 255);
  return Buffer.concat([Buffer.from([tag, body.length > 127 ? 128 | size.length : body.length, ...size]), body]);
};
const sequence = (...parts) => der(0x30, ...parts);
const oid = (hex) => der(0x06, Buffer.from(hex, 'hex'));
const text = (value) => der(0x0c, Buffer.from(value));
const bits = (value) => der(0x03, Buffer.from([0]), value);
const TRUE = der(0x01, Buffer.from([0xff]));
const ECDSA_SHA256 = sequence(oid('2a8648ce3d040302'));

const name = (commonName) => sequence(der(0x31, sequence(oid('550403'), text(commonName))));
const extension = (id, critical, value) => sequence(oid(id), ...(critical ? [TRUE] : []), der(0x04, value));
const time = (date) => der(0x18, Buffer.from(date.toISOString().replace(/[-:T]|\.\d+/g, '')));

function alternativeName(host) {
  if (isIP(host) === 4) return der(0x87, Buffer.from(host.split('.').map(Number)));
  return der(0x82, Buffer.from(host));
}

function certificate({ subject, publicKey, issuer, issuerKey, extensions }) {
  const day = 24 * 60 * 60 * 1000;
  const body = sequence(
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, Buffer.concat([Buffer.from([1]), randomBytes(8)])),
    ECDSA_SHA256,
    name(issuer),
    sequence(time(new Date(Date.now() - day)), time(new Date(Date.now() + 30 * day))),
    name(subject),
    publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, sequence(...extensions)),
  );
  const signed = sequence(body, ECDSA_SHA256, bits(sign('sha256', body, issuerKey)));
  return new X509Certificate(signed).toString();
}

const newKey = () => generateKeyPairSync('ec', { namedCurve: 'P-256' });
const pem = (key) => key.export({ type: 'pkcs8', format: 'pem' });

/** A certificate authority of its own name; see certificates.d.mts. */
export function makeAuthority(commonName = 'Seshat test authority') {
  const { publicKey, privateKey } = newKey();
  const extensions = [
    extension('551d13', true, sequence(TRUE)),
    extension('551d0f', true, der(0x03, Buffer.from([1, 0x06]))),
  ];
  const own = { subject: commonName, publicKey, issuer: commonName, issuerKey: privateKey, extensions };
  return {
    certificate: certificate(own),
    issue(hosts) {
      const server = newKey();
      const names = extension('551d11', false, sequence(...hosts.map(alternativeName)));
      const subject = hosts[0];
      const issued = { subject, publicKey: server.publicKey, issuer: commonName, issuerKey: privateKey };
      return { certificate: certificate({ ...issued, extensions: [names] }), key: pem(server.privateKey) };
    },
  };
}
