import { withCatalogue } from '../catalogue/catalogue-access.js';
import type { Commands } from '../output.js';
import type { JobDesk } from './job-desk.js';
import { ownDesk } from './own-desk.js';
import { serverDesk } from './server-desk.js';

/**
 * Works on jobs: through the server that runs on the data directory, where one does, else in this process.
 * @param work told whether it is a server's
 */
export function withDesk<T>(
  commands: Commands,
  opening: { readonly work: boolean },
  work: (desk: JobDesk, remote: boolean) => Promise<T>,
): Promise<T> {
  return withCatalogue<T>(
    commands,
    { ...opening, make: false },
    { direct: (app) => work(ownDesk(app), false), remote: (api) => work(serverDesk(api), true) },
  );
}
