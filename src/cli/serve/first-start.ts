import type { INestApplicationContext } from '@nestjs/common';
import { FirstAdminService } from '../../auth/first-admin.service.js';
import type { Config } from '../../config/config.js';
import { CatalogueConnection } from '../../persistence/catalogue-connection.js';
import { WorkspaceService } from '../../workspaces/workspace.service.js';
import type { FirstFound } from './banner.js';
import { registerDemo } from './demo.js';

/** What an empty catalogue needs before people can use it: a workspace, an admin, and something to look at. */
export class FirstStart {
  constructor(
    private readonly app: INestApplicationContext,
    private readonly config: Config,
  ) {}

  /** Waits for the catalogue; does nothing where it has been done. @param signal ends the waiting */
  async run(signal: AbortSignal): Promise<FirstFound> {
    await this.app.get(CatalogueConnection).whenReady();
    if (signal.aborted) return { login: null, password: null };
    await this.app.get(WorkspaceService).ensureDefault();
    const { email, password } = this.config.admin;
    const made = await this.app
      .get(FirstAdminService)
      .ensureFirstAdmin({ login: email, ...(password ? { password: password.reveal() } : {}) });
    if (made.created && this.config.demo) await registerDemo(this.app, this.config);
    return { login: made.created ? email : null, password: made.password ?? null };
  }
}
