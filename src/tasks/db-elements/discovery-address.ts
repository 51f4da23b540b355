import { Injectable } from '@nestjs/common';
import type { SqlDbView } from '../../catalogue/sql-db/sql-db-input.js';
import { SqlDbService } from '../../catalogue/sql-db/sql-db.service.js';
import type { Actor } from '../../common/actor.js';
import type { JobAddress } from '../../jobs/task.js';
import { dbElementsSlot, SOURCE_SUBJECT, sourceHostKey } from '../source-slot.js';
import type { DiscoveryParameters } from './discovery-parameters.js';

/** What discoveries and their single steps are about: one source, one of them at a time. */
@Injectable()
export class DiscoveryAddress {
  constructor(private readonly sources: SqlDbService) {}

  /** @throws NotFoundError when there is no such source, or none that the actor may see */
  async of(actor: Actor, what: string, inputs: DiscoveryParameters): Promise<JobAddress> {
    return sourceAddress(await this.sources.get(actor, inputs.sqlDbId), what, inputs);
  }
}

/**
 * The same for a source that is at hand.
 * @param what the title as far as the source's name, such as `Discover`
 */
export function sourceAddress(
  source: SqlDbView,
  what: string,
  { acceptLoss, tableIds }: Partial<DiscoveryParameters>,
): JobAddress & { readonly workspaceId: string; readonly parameters: object } {
  return {
    workspaceId: source.workspaceId,
    subject: { type: SOURCE_SUBJECT, id: source.id },
    slot: dbElementsSlot(source.id),
    title: `${what} ${source.name}`,
    concurrencyKey: sourceHostKey(source),
    parameters: {
      sqlDbId: source.id,
      name: source.name,
      ...(acceptLoss && { acceptLoss }),
      ...(tableIds && { tableIds }),
    },
  };
}
