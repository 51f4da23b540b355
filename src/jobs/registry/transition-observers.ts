import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import type { Tx } from '../../persistence/tx.js';
import type { Job } from '../job.entity.js';
import type { JobStatus, TransitionCause } from '../job-status.js';
import { JobTransitionObserver } from '../job-transition-observer.js';

/** Tells every JobTransitionObserver that the process has, one after the other. */
@Injectable()
export class TransitionObservers extends JobTransitionObserver implements OnModuleInit {
  private readonly observers = new Set<JobTransitionObserver>();

  constructor(private readonly discovery: DiscoveryService) {
    super();
  }

  onModuleInit(): void {
    for (const { instance } of this.discovery.getProviders()) {
      if (instance instanceof JobTransitionObserver && instance !== this) this.observers.add(instance);
    }
  }

  async onTransition(tx: Tx, job: Job, from: JobStatus | null, to: JobStatus, cause: TransitionCause): Promise<void> {
    for (const observer of this.observers) await observer.onTransition(tx, job, from, to, cause);
  }
}
