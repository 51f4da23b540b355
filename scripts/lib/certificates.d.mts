/** A certificate and its private key, both PEM. */
export interface IssuedCertificate {
  readonly certificate: string;
  readonly key: string;
}

/** A certificate authority that lives in memory; `certificate` is its own, as PEM. */
export interface Authority {
  readonly certificate: string;
  /** A server certificate for host names and IPv4 addresses, valid from yesterday for 30 days. */
  issue(hosts: readonly string[]): IssuedCertificate;
}

/** A new authority; two of them never trust each other's certificates. */
export function makeAuthority(commonName?: string): Authority;
