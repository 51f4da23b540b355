import { Catch, Injectable, Logger, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { Request, Response } from 'express';
import { Config } from '../../config/config.js';
import { basePath } from '../../http/base-path.js';
import { problemPage } from '../../http/sign-in-page.js';
import { problemOf } from './problem-of.js';

const API = /^\/(api|health)(\/|$)/i;

/** Answers every error: with a problem document, or with a small page to who looks at pages. */
@Injectable()
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger(ProblemFilter.name);

  constructor(private readonly config: Config) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<Request>();
    const response = host.switchToHttp().getResponse<Response>();
    // Nobody waits for the answer any more; often that is the error.
    if (response.destroyed) return;
    const { body, headers, unforeseen } = problemOf(error);
    if (unforeseen) this.report(error, request, response);
    // The answer has begun: what is left to say is that it is not whole.
    if (response.headersSent) return void response.destroy();
    response.status(body.status).set(headers).set('Cache-Control', 'no-store');
    const base = basePath(this.config);
    const looksAtPages = !API.test(request.path) && request.accepts(['json', 'html']) === 'html';
    if (looksAtPages) response.type('html').send(problemPage(body.title, body.detail, `${base}/admin`));
    else response.type('application/problem+json').send(JSON.stringify(body));
  }

  private report(error: unknown, { method, path }: Request, response: Response): void {
    const id = String(response.getHeader('X-Request-Id') ?? '');
    const stack = error instanceof Error ? error.stack : String(error);
    this.logger.error(`${method} ${path} failed (request ${id})`, stack);
  }
}
