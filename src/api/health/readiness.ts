import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { UnavailableError } from '../../common/errors.js';
import { CatalogueHealth, type CatalogueState } from '../../persistence/catalogue-health.js';

/** How long who was refused should wait: as long as a restart takes. */
const RETRY_SECONDS = 5;

/** Whether this server wants requests. */
@Injectable()
export class Readiness implements OnModuleDestroy {
  private draining = false;
  private checking: Promise<CatalogueState> | null = null;

  constructor(private readonly catalogue: CatalogueHealth) {}

  /** The first that happens when the server is asked to stop. */
  onModuleDestroy(): void {
    this.draining = true;
  }

  /** @throws UnavailableError when the server is about to stop */
  assertStays(): void {
    if (!this.draining) return;
    throw new UnavailableError('stopping', 'This server is about to stop. Try again soon.', RETRY_SECONDS);
  }

  /** @throws UnavailableError when the server is about to stop, or the catalogue is away */
  async assertReady(): Promise<void> {
    this.assertStays();
    // Whoever asks meanwhile shares the answer: asking costs the catalogue a query.
    this.checking ??= this.catalogue.check().finally(() => (this.checking = null));
    const { up, problem } = await this.checking;
    if (!up) throw new UnavailableError('catalogue-unavailable', problem ?? 'The catalogue is away.', RETRY_SECONDS);
  }
}
