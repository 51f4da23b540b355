import { Body, Controller, Delete, Get, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Actor } from '../../common/actor.js';
import { ScheduleService } from '../../jobs/schedule/schedule.service.js';
import { SOURCE_SUBJECT } from '../../tasks/source-slot.js';
import { By } from '../by.decorator.js';
import { UuidPipe } from '../ids.pipe.js';
import { Route } from '../openapi/route.js';
import { IfMatch, versionOf } from '../version.js';
import { presentSchedule } from './present-schedule.js';
import { CreateScheduleDto, UpdateScheduleDto } from './schedule-input.dto.js';
import { PreviewQueryDto, ScheduleDto, SchedulePageDto, SchedulePreviewDto, ScheduleQueryDto } from './schedule.dto.js';

const ID = new UuidPipe('schedule');

/** Tasks by the clock. */
@ApiTags('Schedules')
@Controller('api/schedules')
export class SchedulesController {
  constructor(private readonly schedules: ScheduleService) {}

  @Get()
  @Route({ id: 'listSchedules', does: 'List schedules, by name', answer: SchedulePageDto, problems: [422] })
  async list(@By() actor: Actor, @Query() query: ScheduleQueryDto): Promise<SchedulePageDto> {
    const { sqlDb, workspace: workspaceId, ...rest } = query;
    const subject = sqlDb === undefined ? undefined : { type: SOURCE_SUBJECT, id: sqlDb };
    const { total, schedules } = await this.schedules.list(actor, { ...rest, workspaceId, subject });
    return { total, items: schedules.map(presentSchedule) };
  }

  @Get('preview')
  @Route({
    id: 'previewSchedule',
    does: 'Say when a cron expression would fire next',
    answer: SchedulePreviewDto,
    problems: [422],
  })
  preview(@Query() { cron = '', timeZone }: PreviewQueryDto): SchedulePreviewDto {
    return { firings: this.schedules.preview(cron, timeZone) };
  }

  @Post()
  @Route({
    id: 'createSchedule',
    does: 'Make a schedule; it runs with the rights of who makes it',
    status: 201,
    answer: ScheduleDto,
    location: 'schedules',
    etag: true,
    problems: [404, 413, 415, 422],
  })
  async create(@By() actor: Actor, @Body() { workspace, ...input }: CreateScheduleDto): Promise<ScheduleDto> {
    return presentSchedule(await this.schedules.create(actor, { ...input, workspaceId: workspace }));
  }

  @Get(':id')
  @Route({ id: 'getSchedule', does: 'Show a schedule', answer: ScheduleDto, etag: true, problems: [404] })
  async get(@By() actor: Actor, @Param('id', ID) id: string): Promise<ScheduleDto> {
    return presentSchedule(await this.schedules.get(actor, id));
  }

  @Patch(':id')
  @Route({
    id: 'updateSchedule',
    does: 'Change a schedule',
    answer: ScheduleDto,
    etag: true,
    problems: [404, 412, 413, 415, 422],
  })
  async update(
    @By() actor: Actor,
    @Param('id', ID) id: string,
    @Body() body: UpdateScheduleDto,
    @IfMatch() ifMatch: number | null,
  ): Promise<ScheduleDto> {
    const { version: _version, ...patch } = body;
    return presentSchedule(await this.schedules.update(actor, id, patch, versionOf(body, ifMatch)));
  }

  @Delete(':id')
  @Route({ id: 'deleteSchedule', does: 'Remove a schedule; its jobs stay', status: 204, problems: [404] })
  async remove(@By() actor: Actor, @Param('id', ID) id: string): Promise<void> {
    await this.schedules.remove(actor, id);
  }
}
