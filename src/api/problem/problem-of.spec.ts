import { NotFoundException } from '@nestjs/common';
import { describe, expect, it } from '@jest/globals';
import {
  ConflictError,
  DomainError,
  ForbiddenError,
  InvalidInputError,
  NotFoundError,
  SourceError,
  StaleVersionError,
  TooManyRequestsError,
  UnauthenticatedError,
  UnavailableError,
} from '../../common/errors.js';
import { SlotTakenError } from '../../jobs/slot-taken.error.js';
import { problemOf } from './problem-of.js';

const away = Object.assign(new Error('connect ECONNREFUSED 10.0.0.7:5432'), { code: 'ECONNREFUSED' });
const deadlock = Object.assign(new Error('Deadlock found'), { code: 'ER_LOCK_DEADLOCK' });
const malformed = Object.assign(new URIError('Failed to decode param'), { status: 400 });

describe('problemOf', () => {
  it.each([
    [new InvalidInputError('Wrong.', [{ path: 'a', message: 'b' }]), 422, 'invalid-input'],
    [new NotFoundError('job', '7'), 404, 'not-found'],
    [new UnauthenticatedError(), 401, 'unauthenticated'],
    [new ForbiddenError('No.'), 403, 'forbidden'],
    [new ConflictError('name-taken', 'Taken.'), 409, 'name-taken'],
    [new StaleVersionError(), 412, 'stale-version'],
    [new TooManyRequestsError('too-many-pending', 'Later.', 7.2), 429, 'too-many-pending'],
    [new UnavailableError('stopping', 'Later.'), 503, 'stopping'],
    [new SourceError('host', 'Unreachable.'), 502, 'source-host'],
    [new DomainError('body-too-large', 'Less.'), 413, 'body-too-large'],
    [new DomainError('unsupported-media-type', 'JSON.'), 415, 'unsupported-media-type'],
    [new DomainError('cipher-broken', 'The key is another one.'), 500, 'cipher-broken'],
    [new NotFoundException(), 404, 'not-found'],
    [malformed, 400, 'bad-request'],
    [away, 503, 'catalogue-unavailable'],
    [deadlock, 503, 'catalogue-busy'],
    [new Error('SELECT password FROM users'), 500, 'internal'],
    ['a string', 500, 'internal'],
    [null, 500, 'internal'],
  ])('%s', (error, status, code) => {
    const { body, unforeseen } = problemOf(error);
    expect(body).toMatchObject({ status, code, type: `urn:seshat:problem:${code}` });
    expect(unforeseen).toBe(status === 500);
    expect(JSON.stringify(body)).not.toMatch(/SELECT|10\.0\.0\.7|Deadlock|decode param/);
  });

  it('says when to come back', () => {
    expect(problemOf(new TooManyRequestsError('x', 'y', 7.2)).headers).toEqual({ 'Retry-After': '8' });
    expect(problemOf(away).headers).toEqual({ 'Retry-After': '5' });
  });

  it('names the fields, and the job that is in the way', () => {
    const errors = [{ path: 'a', message: 'b' }];
    expect(problemOf(new InvalidInputError('Wrong.', errors)).body).toMatchObject({ errors });
    const taken = new SlotTakenError({ jobId: 'j', number: '7', status: 'RUNNING' });
    const job = { id: 'j', number: '7', status: 'running' };
    expect(problemOf(taken).body).toMatchObject({ job });
    const skipped = [{ sqlDbId: 's', name: 'S', reason: 'runs', job: taken.holder }];
    const nothing = new ConflictError('nothing-ready', 'None.', { details: { skipped } });
    expect(problemOf(nothing).body).toMatchObject({ skipped: [{ sqlDbId: 's', name: 'S', reason: 'runs', job }] });
  });

  it('lets no detail pose as one of the usual members', () => {
    const sly = new ConflictError('x', 'y', { details: { status: 200, detail: 'all is well' } });
    expect(problemOf(sly).body).toMatchObject({ status: 409, detail: 'y' });
  });
});
