import { createHash, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { atFileEnd } from './cleanup.js';
import { signatureProblem, type S3Key } from './s3-signature.js';

/**
 * What we use of the S3 protocol, in memory, for tests: objects, ranges, lists in pages, uploads in parts. Every request has
 * to be signed. It shows that we speak the protocol as it is written down, not what any one product makes of it.
 */
export interface S3Server {
  readonly url: string;
  readonly bucket: string;
  readonly key: S3Key;
  readonly objects: ReadonlyMap<string, Buffer>;
  /** Ids of uploads that are neither complete nor aborted. */
  readonly uploads: ReadonlyMap<string, unknown>;
  /** Method and path of each request so far. */
  readonly requests: readonly string[];
  /** The next so many requests are answered with 503. */
  failNext(count: number): void;
}

interface PartUpload {
  readonly key: string;
  readonly parts: Map<number, Buffer>;
  readonly at: Date;
}

interface Call {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly key: string;
  readonly query: URLSearchParams;
  readonly body: Buffer;
}

const PAGE = 7;

/** Starts one on a free port; closed at the end of the test file. */
export async function s3Server(): Promise<S3Server> {
  const bucket = 'seshat-files';
  const key = { id: 'AKTEST', secret: randomUUID() };
  const store = new Bucket();
  const requests: string[] = [];
  let failing = 0;
  const server = createServer((request, response) => {
    void (async () => {
      const body = await buffer(request);
      const url = new URL(request.url ?? '/', 'http://x');
      requests.push(`${request.method} ${url.pathname}`);
      if (failing > 0) return refuse(response, 503, 'SlowDown', failing--);
      const problem = signatureProblem(request, body, key);
      if (problem !== null) return refuse(response, 403, problem);
      const [, name, ...rest] = url.pathname.split('/').map(decodeURIComponent);
      if (name !== bucket) return refuse(response, 404, 'NoSuchBucket');
      store.answer({ request, response, key: rest.join('/'), query: url.searchParams, body });
    })();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  atFileEnd(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as { port: number };
  const { objects, uploads } = store;
  const failNext = (count: number): void => void (failing = count);
  return { url: `http://127.0.0.1:${port}`, bucket, key, objects, uploads, requests, failNext };
}

class Bucket {
  readonly objects = new Map<string, Buffer>();
  readonly uploads = new Map<string, PartUpload>();

  answer(call: Call): void {
    const { request, query, key } = call;
    const kind = `${request.method}${query.has('uploads') ? ' uploads' : query.has('uploadId') ? ' upload' : ''}`;
    if (key === '') return kind === 'GET uploads' ? this.listUploads(call) : this.list(call);
    switch (kind) {
      case 'GET':
      case 'HEAD':
        return this.get(call);
      case 'PUT':
        this.objects.set(key, call.body);
        return xml(call.response, '', { ETag: etag(call.body) });
      case 'DELETE':
        this.objects.delete(key);
        return void call.response.writeHead(204).end();
      case 'POST uploads':
        return this.begin(call);
      case 'PUT upload':
        return this.part(call);
      case 'POST upload':
        return this.complete(call);
      case 'DELETE upload':
        this.uploads.delete(query.get('uploadId') ?? '');
        return void call.response.writeHead(204).end();
      default:
        return refuse(call.response, 405, 'MethodNotAllowed');
    }
  }

  private get({ request, response, key }: Call): void {
    const content = this.objects.get(key);
    if (!content) return refuse(response, 404, 'NoSuchKey');
    const [, from, to] = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '') ?? [];
    const part = from === undefined ? content : content.subarray(Number(from), to ? Number(to) + 1 : undefined);
    response.writeHead(from === undefined ? 200 : 206, { 'Content-Length': part.length, ETag: etag(content) });
    response.end(request.method === 'HEAD' ? undefined : part);
  }

  private list({ response, query }: Call): void {
    const prefix = query.get('prefix') ?? '';
    const after = query.get('continuation-token') ?? '';
    const found = [...this.objects.keys()].sort().filter((key) => key.startsWith(prefix) && key > after);
    const page = found.slice(0, PAGE);
    const more = found.length > PAGE ? `<NextContinuationToken>${text(page.at(-1) ?? '')}</NextContinuationToken>` : '';
    const contents = page.map((key) => `<Contents><Key>${text(key)}</Key></Contents>`).join('');
    const truncated = `<IsTruncated>${more !== ''}</IsTruncated>`;
    xml(response, `<ListBucketResult>${truncated}${more}${contents}</ListBucketResult>`);
  }

  private listUploads({ response }: Call): void {
    const each = [...this.uploads].map(
      ([id, { key, at }]) =>
        `<Upload><Key>${text(key)}</Key><UploadId>${id}</UploadId><Initiated>${at.toISOString()}</Initiated></Upload>`,
    );
    xml(response, `<ListMultipartUploadsResult>${each.join('')}</ListMultipartUploadsResult>`);
  }

  private begin({ response, key }: Call): void {
    const id = randomUUID();
    this.uploads.set(id, { key, parts: new Map(), at: new Date() });
    xml(response, `<InitiateMultipartUploadResult><UploadId>${id}</UploadId></InitiateMultipartUploadResult>`);
  }

  private part({ response, query, body }: Call): void {
    const upload = this.uploads.get(query.get('uploadId') ?? '');
    if (!upload) return refuse(response, 404, 'NoSuchUpload');
    upload.parts.set(Number(query.get('partNumber')), body);
    xml(response, '', { ETag: etag(body) });
  }

  private complete({ response, query, body }: Call): void {
    const id = query.get('uploadId') ?? '';
    const upload = this.uploads.get(id);
    if (!upload) return refuse(response, 404, 'NoSuchUpload');
    const numbers = [...body.toString().matchAll(/<PartNumber>(\d+)<\/PartNumber>/g)].map((match) => Number(match[1]));
    const parts = numbers.map((number) => upload.parts.get(number) ?? Buffer.alloc(0));
    if (parts.slice(0, -1).some(({ length }) => length < 5 * 1024 * 1024))
      return refuse(response, 400, 'EntityTooSmall');
    this.objects.set(upload.key, Buffer.concat(parts));
    this.uploads.delete(id);
    const result = `<CompleteMultipartUploadResult><Key>${text(upload.key)}</Key></CompleteMultipartUploadResult>`;
    xml(response, result);
  }
}

function xml(response: ServerResponse, body: string, headers: Record<string, string> = {}): void {
  response.writeHead(200, { 'Content-Type': 'application/xml', ...headers }).end(body);
}

function refuse(response: ServerResponse, status: number, code: string, _count?: number): void {
  response.writeHead(status, { 'Content-Type': 'application/xml' });
  response.end(`<Error><Code>${code}</Code><Message>${code}</Message></Error>`);
}

const etag = (content: Buffer): string => `"${createHash('md5').update(content).digest('hex')}"`;
const text = (value: string): string =>
  value.replace(/[<>&]/g, (one) => ({ '<': '&lt;', '>': '&gt;', '&': '&amp;' })[one] ?? one);
