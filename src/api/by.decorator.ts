import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { Request } from 'express';
import type { Actor } from '../common/actor.js';
import { UnauthenticatedError } from '../common/errors.js';
import '../http/request-types.js';

/** Who asks. @throws UnauthenticatedError where the gate has let nobody through */
export const By = createParamDecorator((_data: unknown, context: ExecutionContext): Actor => {
  const { actor } = context.switchToHttp().getRequest<Request>();
  if (!actor) throw new UnauthenticatedError();
  return actor;
});
