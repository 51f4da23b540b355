import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Response } from 'express';
import { tap, type Observable } from 'rxjs';
import { Links } from '../links.js';

/** Which headers follow from an answer's body. */
export interface AnswerHeaders {
  /** The collection that `Location` leads into. */
  readonly location?: string;
  /** Whether `ETag` is the body's `version`. */
  readonly etag?: boolean;
}

interface Answer {
  readonly id?: string | number;
  readonly version?: number;
  readonly job?: { readonly id: string };
  readonly jobs?: readonly { readonly id: string }[];
}

/** Marks a route; see {@link AnswerHeadersInterceptor}. */
export const WithHeaders = Reflector.createDecorator<AnswerHeaders>();

/** Sends `Location` and `ETag` where a route says so: of the job that was started, else of the thing itself. */
@Injectable()
export class AnswerHeadersInterceptor implements NestInterceptor<Answer, Answer> {
  constructor(
    private readonly reflector: Reflector,
    private readonly links: Links,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler<Answer>): Observable<Answer> {
    const { location, etag } = this.reflector.get(WithHeaders, context.getHandler()) ?? {};
    const response = context.switchToHttp().getResponse<Response>();
    return next.handle().pipe(
      tap(({ id, version, job, jobs }) => {
        const target = job?.id ?? jobs?.[0]?.id ?? id;
        if (location && target !== undefined) response.setHeader('Location', this.links.to(location, target));
        if (etag && version !== undefined) response.setHeader('ETag', `"${version}"`);
      }),
    );
  }
}
