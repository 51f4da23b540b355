import { Inject, Module } from '@nestjs/common';
import type { DynamicModule, OnApplicationShutdown } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { Config } from '../config/config.js';
import { IdSequence } from './bulk/id-sequence.entity.js';
import { CatalogueConnection } from './catalogue-connection.js';
import { CatalogueHealth } from './catalogue-health.js';
import { createCatalogue } from './create-catalogue.js';
import type { CatalogueOptions } from './create-catalogue.js';
import { DataDirectoryLock } from './data-directory/data-directory-lock.js';
import { Cipher } from './secrets/cipher.js';
import { loadCipher } from './secrets/load-key.js';
import { SecretResolver } from './secrets/secret-resolver.js';
import { Transactions } from './transactions.js';
import { TypeormTransactions } from './typeorm-transactions.js';

export interface PersistenceOptions extends CatalogueOptions {
  /** Whether this process is the server that owns the data directory. */
  readonly ownsDataDirectory: boolean;
}

const OPTIONS = Symbol('PersistenceOptions');

/**
 * What comes before the catalogue is opened, in this order: the data directory is taken, then the key is read or made.
 * Given to nobody else.
 */
@Module({})
class GroundModule {
  static forRoot(options: PersistenceOptions): DynamicModule {
    const lock = {
      provide: DataDirectoryLock,
      inject: [Config],
      useFactory: async ({ dataDir }: Config) => {
        const made = new DataDirectoryLock(dataDir);
        if (options.ownsDataDirectory) await made.acquire();
        return made;
      },
    };
    const cipher = {
      provide: Cipher,
      inject: [Config, DataDirectoryLock],
      useFactory: (config: Config) => loadCipher(config),
    };
    const resolver = {
      provide: SecretResolver,
      inject: [Config],
      useFactory: ({ secrets }: Config) => new SecretResolver(secrets.dir),
    };
    const source = {
      provide: OPTIONS,
      inject: [Config, Cipher],
      useFactory: ({ catalogue }: Config) =>
        createCatalogue(catalogue, { ...options, entities: [...options.entities, IdSequence] }),
    };
    const connection = {
      provide: CatalogueConnection,
      inject: [OPTIONS],
      useFactory: async (catalogue: DataSource) => {
        const made = new CatalogueConnection(catalogue);
        await made.open();
        return made;
      },
    };
    const providers = [lock, cipher, resolver, source, connection];
    return { module: GroundModule, providers, exports: providers };
  }
}

/**
 * The catalogue for everybody: Nest's repositories, {@link Transactions}, {@link Cipher}, {@link SecretResolver},
 * {@link DataDirectoryLock}, {@link CatalogueConnection}, {@link CatalogueHealth}. Needs ConfigModule. When its server is
 * away the application starts all the same, and CatalogueConnection.whenReady() resolves later.
 */
@Module({})
export class PersistenceModule implements OnApplicationShutdown {
  constructor(
    @Inject(CatalogueConnection) private readonly connection: CatalogueConnection,
    @Inject(DataDirectoryLock) private readonly lock: DataDirectoryLock,
  ) {}

  static forRoot(options: PersistenceOptions): DynamicModule {
    const ground = GroundModule.forRoot(options);
    const orm = TypeOrmModule.forRootAsync({
      imports: [ground],
      inject: [OPTIONS, CatalogueConnection],
      useFactory: (catalogue: DataSource) => ({ ...catalogue.options, manualInitialization: true, catalogue }),
      dataSourceFactory: (given) => Promise.resolve((given as unknown as { catalogue: DataSource }).catalogue),
    });
    const transactions = { provide: Transactions, useClass: TypeormTransactions };
    return {
      module: PersistenceModule,
      global: true,
      imports: [ground, orm],
      providers: [transactions, CatalogueHealth],
      exports: [ground, orm, Transactions, CatalogueHealth],
    };
  }

  /** Last of all: the catalogue is closed, then the directory is free for the next server. */
  async onApplicationShutdown(): Promise<void> {
    await this.connection.close();
    await this.lock.release();
  }
}
