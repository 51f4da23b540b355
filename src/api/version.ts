import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { Request } from 'express';
import { InvalidInputError } from '../common/errors.js';

/** The version that `If-Match` names, such as 3 of `"3"`; null without the header, NaN for what is none of ours. */
export const IfMatch = createParamDecorator((_data: unknown, context: ExecutionContext): number | null => {
  const header = context.switchToHttp().getRequest<Request>().get('if-match');
  if (header === undefined) return null;
  return Number(/^(?:W\/)?"(\d{1,9})"$/.exec(header.trim())?.[1] ?? NaN);
});

/**
 * The version that an edit was made on: the body's, else that of `If-Match`. One that is none of ours fits none.
 * @throws InvalidInputError when neither is there
 */
export function versionOf(body: { readonly version?: number }, ifMatch: number | null): number {
  const version = body.version ?? ifMatch;
  if (version !== null) return Number.isNaN(version) ? -1 : version;
  const message = 'is needed: the version that was edited, here or in If-Match';
  throw new InvalidInputError('Say which version was edited.', [{ path: 'version', message }]);
}
