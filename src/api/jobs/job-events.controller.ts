import { Controller, Get, Headers, Param, Query, Req, Res } from '@nestjs/common';
import { ApiHeader, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { may, type Actor } from '../../common/actor.js';
import { JobService } from '../../jobs/job.service.js';
import '../../http/request-types.js';
import { By } from '../by.decorator.js';
import { Readiness } from '../health/readiness.js';
import { UuidPipe } from '../ids.pipe.js';
import { Route } from '../openapi/route.js';
import { sendEvents } from './event-stream.js';
import { EventsQueryDto } from './job-query.dto.js';
import { JobStream } from './job-stream.js';
import { OpenStreams } from './open-streams.js';

/** Jobs, watched live. */
@ApiTags('Jobs')
@Controller('api/jobs/:id')
export class JobEventsController {
  constructor(
    private readonly jobs: JobService,
    private readonly stream: JobStream,
    private readonly streams: OpenStreams,
    private readonly readiness: Readiness,
  ) {}

  @Get('events')
  @ApiProduces('text/event-stream')
  @ApiHeader({ name: 'Last-Event-ID', required: false, description: 'Resumes after this event' })
  @Route({
    id: 'watchJob',
    does: 'Watch a job: server-sent events',
    description:
      '`status` (the job), `progress`, `log` (a line), `end` ({status}) as the last; then the stream ends. ' +
      'Each has an id to resume after; a comment every 15 s keeps proxies awake.',
    answer: String,
    problems: [404, 422],
  })
  async watch(
    @By() actor: Actor,
    @Param('id', new UuidPipe('job')) id: string,
    @Query() { after = 0 }: EventsQueryDto,
    @Headers('last-event-id') lastEventId: string | undefined,
    @Req() { credential }: Request,
    @Res() response: Response,
  ): Promise<void> {
    this.readiness.assertStays();
    const { workspaceId } = (await this.jobs.get(actor, id)).job;
    const mayStill = (now: Actor): boolean => may(now, 'viewer', workspaceId);
    const signal = this.streams.enter({ actor, credential, mayStill }, response);
    const events = this.stream.of(actor, id, { lastEventId: lastEventId || null, after, signal });
    await sendEvents(response, events, signal);
  }
}
