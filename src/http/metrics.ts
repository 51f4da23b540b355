import { Injectable } from '@nestjs/common';
import type { Request, RequestHandler } from 'express';
import { collectDefaultMetrics, Histogram, Registry } from 'prom-client';

/** Seconds; a request of ours takes milliseconds. */
const BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10];
/** The parts of the server: whole paths, with their ids, would be series without end. */
const PARTS = ['api', 'admin', 'health', 'login', 'logout', 'metrics'];
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

/** What this process measures, in the words of Prometheus: itself (memory, loop delay, garbage) and its requests. */
@Injectable()
export class Metrics {
  readonly registry = new Registry();
  private readonly requests = new Histogram({
    name: 'seshat_http_request_duration_seconds',
    help: 'Requests by part of the server, method and status',
    labelNames: ['part', 'method', 'status'] as const,
    buckets: BUCKETS,
    registers: [this.registry],
  });

  constructor() {
    collectDefaultMetrics({ register: this.registry });
  }

  /** Measures every request behind it, but streams of events: they last as long as somebody watches. */
  watchRequests(): RequestHandler {
    return (request, response, next) => {
      const startedAt = performance.now();
      response.once('close', () => {
        if (String(response.getHeader('content-type')).startsWith('text/event-stream')) return;
        const method = METHODS.includes(request.method) ? request.method : 'other';
        const labels = { part: partOf(request), method, status: String(response.statusCode) };
        this.requests.observe(labels, (performance.now() - startedAt) / 1000);
      });
      next();
    };
  }
}

function partOf({ originalUrl }: Request): string {
  const words = originalUrl.replace(/[?#].*$/s, '').split('/');
  return PARTS.find((part) => words.includes(part)) ?? 'other';
}
