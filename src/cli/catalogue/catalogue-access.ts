import { existsSync } from 'node:fs';
import type { INestApplicationContext } from '@nestjs/common';
import { DomainError, UnavailableError } from '../../common/errors.js';
import { CatalogueConnection } from '../../persistence/catalogue-connection.js';
import { runningServer } from '../../persistence/data-directory/data-directory-lock.js';
import type { Commands } from '../output.js';
import type { CatalogueOpening } from '../wiring.js';
import { ServerApi } from './server-api.js';

/** The same work in the two ways there are. */
export interface Ways<T> {
  direct(app: INestApplicationContext): Promise<T>;
  remote(api: ServerApi): Promise<T>;
}

/**
 * Works on the configured catalogue: through the API of the server that runs on the data directory, where one does
 * (CONTRACT 15: an embedded catalogue has one owner), else by itself.
 * @throws DomainError, also when the catalogue is away: a command does not wait for it
 */
export async function withCatalogue<T>(
  { config: read, wiring }: Commands,
  opening: CatalogueOpening,
  ways: Ways<T>,
): Promise<T> {
  const config = read();
  const server = await runningServer(config.dataDir);
  if (server) {
    const { address, token, pid } = server;
    if (!address || !token)
      throw new DomainError('server-starting', `The server (process ${pid}) is still starting. Try again.`);
    return ways.remote(new ServerApi(address, token));
  }
  const { catalogue, dataDir } = config;
  if (!opening.make && catalogue.engine === 'sqlite' && !existsSync(catalogue.path)) {
    const message = `No server runs on ${dataDir}, and there is no catalogue. Is SESHAT_DATA_DIR set as for the server?`;
    throw new DomainError('no-catalogue', message);
  }
  const app = await wiring.openCatalogue(config, opening);
  try {
    if (!app.get(CatalogueConnection).isReady)
      throw new UnavailableError('catalogue-away', 'The catalogue cannot be reached. Check SESHAT_CATALOGUE_URL.');
    return await ways.direct(app);
  } finally {
    await app.close();
  }
}
