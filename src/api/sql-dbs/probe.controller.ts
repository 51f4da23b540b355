import { Body, Controller, Post, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import type { Actor } from '../../common/actor.js';
import { ConnectionTester } from '../../tasks/test-connection/connection-tester.js';
import { By } from '../by.decorator.js';
import { Route } from '../openapi/route.js';
import { connectionFields, withEngine } from './connection-fields.js';
import { ProbeAnswerDto } from './probe.dto.js';
import { TestConnectionDto } from './sql-db-input.dto.js';

/** Tests of connections that nobody has saved. */
@ApiTags('Sources')
@Controller('api/sql-dbs')
export class ProbeController {
  constructor(private readonly tester: ConnectionTester) {}

  @Post('test')
  @Route({
    id: 'testConnection',
    does: 'Test a connection before it is saved',
    description: 'Takes ten seconds at most. A connection that fails is a 200 with `ok: false`.',
    answer: ProbeAnswerDto,
    problems: [404, 413, 415, 422],
  })
  async test(
    @By() actor: Actor,
    @Body() body: TestConnectionDto,
    @Res({ passthrough: true }) response: Response,
  ): Promise<ProbeAnswerDto> {
    const { id, workspaceId, ...fields } = withEngine(connectionFields(body));
    const form = { ...fields, workspaceId: workspaceId ?? undefined };
    return this.tester.probe(actor, form, id ?? null, gone(response));
  }
}

/** Aborted when nobody waits for the answer any more. */
function gone(response: Response): AbortSignal {
  const controller = new AbortController();
  response.once('close', () => controller.abort());
  return controller.signal;
}
