import { DomainError, UnavailableError } from '../../../common/errors.js';

interface S3Failure {
  readonly name?: string;
  readonly code?: string;
  readonly $metadata?: { readonly httpStatusCode?: number };
}

const NETWORK = ['ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', 'EAI_AGAIN', 'ETIMEDOUT', 'EPIPE', 'EHOSTUNREACH'];
const REFUSED: Readonly<Record<string, string>> = {
  NoSuchBucket: 'The bucket of the file store does not exist. Make it, or correct SESHAT_FILES_S3_BUCKET.',
  AccessDenied: 'The file store does not let us: its key needs to read, write, list and delete in the bucket.',
  InvalidAccessKeyId: 'The file store does not know SESHAT_FILES_S3_KEY_ID.',
  SignatureDoesNotMatch: 'The file store refuses SESHAT_FILES_S3_SECRET.',
};

/** Whether there is nothing under the key. */
export function isNoSuchKey(error: unknown): boolean {
  const { name } = (error ?? {}) as S3Failure;
  return name === 'NoSuchKey' || name === 'NotFound';
}

/** Runs requests; what has to do with the store as a whole is said in our words. @throws UnavailableError, DomainError */
export async function explained<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw explanation(error) ?? error;
  }
}

function explanation(error: unknown): DomainError | null {
  if (error instanceof DomainError) return null;
  const { name = '', code = '', $metadata } = (error ?? {}) as S3Failure;
  const text = REFUSED[name];
  if (text !== undefined) return new DomainError('file-store-refuses', text, { cause: error });
  const away = NETWORK.includes(code) || name === 'TimeoutError' || ($metadata?.httpStatusCode ?? 0) >= 500;
  if (!away) return null;
  return new UnavailableError('file-store-unavailable', 'The file store cannot be reached. Try again.', 10, {
    cause: error,
  });
}
