import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { IsNull, Not, type EntityManager } from 'typeorm';
import { DomainError } from '../../common/errors.js';
import { affected } from '../../persistence/bulk/bulk.js';
import { CatalogueConnection } from '../../persistence/catalogue-connection.js';
import { Transactions } from '../../persistence/transactions.js';
import { managerOf } from '../../persistence/tx.js';
import { SqlDbSecrets } from './sql-db-secrets.js';
import { SqlDb } from './sql-db.entity.js';

type Kept = Pick<SqlDb, 'id' | 'name' | 'passwordCipher'>;

/** After a change of the key: encrypts the passwords that a former key encrypted with the present one, all or none. */
@Injectable()
export class SecretRotation implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(SecretRotation.name);
  private rotating: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly connection: CatalogueConnection,
    private readonly transactions: Transactions,
    private readonly secrets: SqlDbSecrets,
  ) {}

  /** Once the catalogue is there; the start waits for neither. */
  onApplicationBootstrap(): void {
    const begin = (): void => {
      this.rotating = this.rotate().catch((error: unknown) => {
        const why = error instanceof Error ? error.message : 'unknown';
        this.logger.warn(`Stored passwords could not be encrypted anew; the next start tries again: ${why}`);
      });
    };
    // A catalogue that turned out to be unusable is told of elsewhere.
    this.connection.whenReady().then(begin, () => undefined);
  }

  /** The catalogue is not closed under it. */
  async onModuleDestroy(): Promise<void> {
    await this.rotating;
  }

  /** @returns how many passwords were encrypted anew: none when one of them cannot be read, which is logged */
  async rotate(): Promise<number> {
    const outdated = (await this.transactions.read(kept)).filter((one) => this.secrets.isOutdated(one));
    if (outdated.length === 0) return 0;
    const renewed = this.renew(outdated);
    if (!renewed) return 0;
    const count = await this.transactions.run(
      async (tx) => {
        let written = 0;
        for (const { id, before, passwordCipher } of renewed) {
          // A password that was entered meanwhile is left alone.
          const update = managerOf(tx).createQueryBuilder().update(SqlDb).set({ passwordCipher });
          written += await affected(update.where({ id, passwordCipher: before }));
        }
        return written;
      },
      { retries: 3 },
    );
    this.logger.log(
      `Encrypted ${count} stored passwords anew, with the present key; the former keys may be taken away`,
    );
    return count;
  }

  private renew(outdated: readonly Kept[]) {
    const lost: string[] = [];
    const renewed = outdated.flatMap(({ id, name, passwordCipher: before }) => {
      try {
        return before === null ? [] : { id, before, passwordCipher: this.secrets.renewed(id, before) };
      } catch (error) {
        if (!(error instanceof DomainError)) throw error;
        lost.push(`"${name}" (${id}, ${error.code})`);
        return [];
      }
    });
    if (lost.length === 0) return renewed;
    this.logger.error(
      `No stored password was encrypted anew, because some cannot be read. Put the key they were encrypted with into ` +
        `SESHAT_OLD_SECRET_KEYS, or enter the passwords of these sources again: ${lost.join(', ')}`,
    );
    return null;
  }
}

/** In one order everywhere, so that two servers starting at once do not wait for each other. */
async function kept(manager: EntityManager): Promise<Kept[]> {
  return manager.find(SqlDb, {
    select: { id: true, name: true, passwordCipher: true },
    where: { passwordCipher: Not(IsNull()) },
    order: { id: 'ASC' },
  });
}
