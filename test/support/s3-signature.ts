import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

export interface S3Key {
  readonly id: string;
  readonly secret: string;
}

const AUTHORIZATION = /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8}\/[^/]+\/s3\/aws4_request), SignedHeaders=([^,]+), Signature=([0-9a-f]{64})$/; // prettier-ignore

/** What is wrong with a request's signature (AWS Signature Version 4, in the header), as S3 names it; null when it holds. */
export function signatureProblem(request: IncomingMessage, body: Buffer, key: S3Key): string | null {
  const [, id, scope = '', names = '', given = ''] = AUTHORIZATION.exec(request.headers.authorization ?? '') ?? [];
  if (id === undefined) return 'AccessDenied';
  if (id !== key.id) return 'InvalidAccessKeyId';
  const hash = header(request, 'x-amz-content-sha256');
  if (hash !== 'UNSIGNED-PAYLOAD' && hash !== sha256(body)) return 'XAmzContentSHA256Mismatch';
  const url = new URL(request.url ?? '/', 'http://x');
  const query = [...url.searchParams].map((pair) => pair.map(encoded).join('=')).sort();
  const headers = names.split(';').map((name) => `${name}:${header(request, name).trim()}\n`);
  const canonical = [request.method, url.pathname, query.join('&'), headers.join(''), names, hash].join('\n');
  const at = header(request, 'x-amz-date');
  if (Math.abs(Date.now() - instant(at)) > 15 * 60_000) return 'RequestTimeTooSkewed';
  const text = ['AWS4-HMAC-SHA256', at, scope, sha256(Buffer.from(canonical))].join('\n');
  const signing = scope.split('/').reduce<Buffer>((by, part) => hmac(by, part), Buffer.from(`AWS4${key.secret}`));
  return timingSafeEqual(hmac(signing, text), Buffer.from(given, 'hex')) ? null : 'SignatureDoesNotMatch';
}

const sha256 = (content: Buffer): string => createHash('sha256').update(content).digest('hex');
const hmac = (key: Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();
const header = (request: IncomingMessage, name: string): string => String(request.headers[name] ?? '');
const encoded = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`);

/** `20261120T161000Z` in milliseconds. */
function instant(text: string): number {
  return Date.parse(text.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));
}
