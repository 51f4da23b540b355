import { Injectable } from '@nestjs/common';
import { AuditService } from '../../audit/audit.service.js';
import type { SqlDbInput } from '../../catalogue/sql-db/sql-db-input.js';
import { SqlDbService } from '../../catalogue/sql-db/sql-db.service.js';
import type { Actor } from '../../common/actor.js';
import { SourceError, type SourceFailure } from '../../common/errors.js';
import type { ProbeResult } from '../../introspection/engine.js';
import { SchemaReader } from '../../introspection/schema-reader.js';
import type { Job } from '../../jobs/job.entity.js';
import { TaskRuns } from '../../jobs/task-runs.js';
import { SOURCE_SUBJECT } from '../source-slot.js';
import { TEST_CONNECTION } from './test-connection.task.js';

/** How a probe of a form ended. */
export type ProbeAnswer =
  | ({ readonly ok: true } & ProbeResult)
  | { readonly ok: false; readonly failure: SourceFailure; readonly message: string };

/** Tests connections: of a registered source as a job, of an unsaved form at once. */
@Injectable()
export class ConnectionTester {
  constructor(
    private readonly sources: SqlDbService,
    private readonly runs: TaskRuns,
    private readonly reader: SchemaReader,
    private readonly audit: AuditService,
  ) {}

  /** @throws NotFoundError, ForbiddenError */
  async start(actor: Actor, id: string): Promise<Job> {
    return this.runs.run(actor, { task: TEST_CONNECTION, parameters: { sqlDbId: id } });
  }

  /**
   * Probes what a form holds, without keeping it; ten seconds at most. Only the edge limits how often.
   * @param savedId the source being edited: its kept password is used when nothing that it is bound to has changed
   * @throws InvalidInputError naming each field that is wrong
   */
  async probe(
    actor: Actor,
    form: Omit<SqlDbInput, 'name'>,
    savedId: string | null,
    signal: AbortSignal,
  ): Promise<ProbeAnswer> {
    const { connection, workspaceId } = await this.sources.draftConnection(actor, form, savedId);
    const subject = { type: SOURCE_SUBJECT, id: savedId ?? 'new', workspaceId };
    const answer = await this.ask(connection, signal);
    const details = { engine: connection.engine, host: connection.host, port: connection.port, ok: answer.ok };
    await this.audit.record(null, actor, 'sql-db.probe', subject, details);
    return answer;
  }

  private async ask(connection: Parameters<SchemaReader['probe']>[0], signal: AbortSignal): Promise<ProbeAnswer> {
    try {
      return { ok: true, ...(await this.reader.probe(connection, signal)) };
    } catch (error) {
      if (error instanceof SourceError) return { ok: false, failure: error.failure, message: error.message };
      throw error;
    }
  }
}
