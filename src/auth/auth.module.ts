import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module.js';
import { WorkspacesModule } from '../workspaces/workspaces.module.js';
import { AuthService } from './auth.service.js';
import { CookieSecret } from './cookie-secret.js';
import { FirstAdminService } from './first-admin.service.js';
import { SessionService } from './session.service.js';
import { SignInThrottle } from './sign-in-throttle.js';
import { TerminalToken } from './terminal-token.js';
import { TokenService } from './token.service.js';
import { UseNotes } from './use-notes.js';
import { UserService } from './user.service.js';
import { WorkspaceAudit } from './workspace-audit.js';

const SERVICES = [
  AuthService,
  CookieSecret,
  FirstAdminService,
  SessionService,
  TerminalToken,
  TokenService,
  UserService,
];

/** Users, sessions, tokens. Needs the catalogue's `Transactions` and `Cipher`, a `Clock` and the `Config` from global modules. */
@Module({
  imports: [AuditModule, WorkspacesModule],
  providers: [SignInThrottle, UseNotes, WorkspaceAudit, ...SERVICES],
  exports: SERVICES,
})
export class AuthModule {}
