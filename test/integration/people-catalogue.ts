import { join } from 'node:path';
import type { DataSource } from 'typeorm';
import { AuditEntry } from '../../src/audit/audit-entry.entity.js';
import { AuditService } from '../../src/audit/audit.service.js';
import { ApiToken } from '../../src/auth/api-token.entity.js';
import { AuthService } from '../../src/auth/auth.service.js';
import { FirstAdminService } from '../../src/auth/first-admin.service.js';
import { Session } from '../../src/auth/session.entity.js';
import { SessionService } from '../../src/auth/session.service.js';
import { SignInThrottle } from '../../src/auth/sign-in-throttle.js';
import { TerminalToken } from '../../src/auth/terminal-token.js';
import { TokenService } from '../../src/auth/token.service.js';
import { UseNotes } from '../../src/auth/use-notes.js';
import { UserRole } from '../../src/auth/user-role.entity.js';
import { User } from '../../src/auth/user.entity.js';
import { UserService } from '../../src/auth/user.service.js';
import type { Engine } from '../../src/common/snapshot.js';
import { parseCatalogueUrl } from '../../src/config/catalogue-url.js';
import { Config } from '../../src/config/config.js';
import { createCatalogue } from '../../src/persistence/create-catalogue.js';
import { migrate } from '../../src/persistence/migration/migrate.js';
import { TypeormTransactions } from '../../src/persistence/typeorm-transactions.js';
import { Workspace } from '../../src/workspaces/workspace.entity.js';
import { WorkspaceService } from '../../src/workspaces/workspace.service.js';
import { WorkspaceAudit } from '../../src/auth/workspace-audit.js';
import { catalogueUrl } from '../support/engines.js';
import { FakeClock } from '../support/fake-clock.js';
import { temporaryDirectory } from '../support/temporary-directory.js';

const ENTITIES = [Workspace, AuditEntry, User, UserRole, Session, ApiToken];

/** The services of people on a catalogue of their own, with a clock that the test moves. */
export async function peopleCatalogue(engine: Engine, http: Partial<Config['http']> = {}) {
  const { url } = await catalogueUrl(engine);
  const source: DataSource = createCatalogue(parseCatalogueUrl(url), { entities: ENTITIES });
  await source.initialize();
  await migrate(source);
  const clock = new FakeClock();
  const defaults = { port: 0, host: '127.0.0.1', baseUrl: null, trustProxy: false, sessionLifetimeMs: 12 * 3_600_000 };
  const dataDir = temporaryDirectory('people');
  const files = { dir: join(dataDir, 'workspaces'), s3: null };
  const config = Object.assign(new Config(), { dataDir, files, http: { ...defaults, ...http } });
  const transactions = new TypeormTransactions(source);
  const audit = new AuditService(transactions, clock);
  const throttle = new SignInThrottle(clock);
  const terminal = new TerminalToken();
  const notes = new UseNotes();
  const sessions = new SessionService(transactions, clock, config, audit, notes);
  const users = new UserService(transactions, clock, audit, sessions, throttle);
  const workspaces = new WorkspaceService(transactions, clock, config);
  new WorkspaceAudit(workspaces, audit);
  return {
    ...{ source, clock, config, transactions, audit, sessions, users, terminal, notes },
    auth: new AuthService(transactions, clock, audit, sessions, throttle, terminal, notes),
    tokens: new TokenService(transactions, clock, audit),
    firstAdmin: new FirstAdminService(transactions, users),
    workspaces,
    close: () => notes.settled().then(() => source.destroy()),
  };
}

export type PeopleCatalogue = Awaited<ReturnType<typeof peopleCatalogue>>;
