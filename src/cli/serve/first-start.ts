import type { INestApplicationContext } from '@nestjs/common';
import { FirstAdminService } from '../../auth/first-admin.service.js';
import { UserService } from '../../auth/user.service.js';
import { SYSTEM } from '../../common/actor.js';
import type { Config } from '../../config/config.js';
import { WorkspaceService } from '../../workspaces/workspace.service.js';
import type { FirstFound } from './banner.js';
import { registerDemo } from './demo.js';

/**
 * What an empty catalogue needs before people can use it: a workspace, something to look at, an admin. The admin comes
 * last: where there is any user the first start is over, so one that was cut off is done again as a whole, and a demo
 * that somebody has deleted never comes back. Does nothing where it has been done.
 */
export async function firstStart(app: INestApplicationContext, config: Config): Promise<FirstFound> {
  await app.get(WorkspaceService).ensureDefault();
  const { email, password } = config.admin;
  const nobody = (await app.get(UserService).list(SYSTEM)).length === 0;
  if (nobody && config.demo) await registerDemo(app, config);
  const made = await app
    .get(FirstAdminService)
    .ensureFirstAdmin({ login: email, ...(password ? { password: password.reveal() } : {}) });
  return { login: made.created ? email : null, password: made.password ?? null };
}
