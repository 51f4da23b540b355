import { Injectable } from '@nestjs/common';
import type { Actor } from '../../common/actor.js';
import { Clock } from '../../common/clock.js';
import { JobIndicators } from '../../jobs/indicators/job-indicators.js';
import type { JobView } from '../../jobs/job-list.js';
import { JobService } from '../../jobs/job.service.js';
import type { JobDto } from './job.dto.js';
import { presentFamily } from './present-job.js';

/** A job as it is shown alone: with its children and what it measured. */
@Injectable()
export class JobFamilies {
  constructor(
    private readonly jobs: JobService,
    private readonly indicators: JobIndicators,
    private readonly clock: Clock,
  ) {}

  /** @throws NotFoundError */
  async of(actor: Actor, id: string): Promise<JobDto> {
    return this.shown(actor, await this.jobs.get(actor, id));
  }

  async shown(actor: Actor, view: JobView): Promise<JobDto> {
    const children = await this.jobs.children(actor, view.job.id);
    const measured = await this.indicators.valuesOf(actor, view.job.id);
    return presentFamily(view, children, measured, this.clock.now());
  }
}
