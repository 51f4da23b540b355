import { S3Client } from '@aws-sdk/client-s3';
import type { S3Config } from '../../../config/config.js';
import type { FileStore } from '../file-store.js';
import { Scratch } from '../scratch.js';
import { S3FileStore } from './s3-file-store.js';

const CONNECT_MS = 10_000;
/** Between two bytes, not for the whole. */
const SILENCE_MS = 60_000;

/** @param scratchDir absolute; copies of files that are in use lie there */
export function createS3Store({ secret, ...s3 }: S3Config, scratchDir: string): FileStore {
  const client = new S3Client({
    region: s3.region,
    ...(s3.endpoint !== null && { endpoint: s3.endpoint }),
    forcePathStyle: s3.pathStyle,
    credentials: { accessKeyId: s3.keyId, secretAccessKey: secret.reveal() },
    requestHandler: { connectionTimeout: CONNECT_MS, socketTimeout: SILENCE_MS },
    // Not every compatible store knows the newer checksums; ours are in the catalogue.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
  });
  return new S3FileStore(client, s3.bucket, new Scratch(scratchDir));
}
