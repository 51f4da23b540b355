import type { EngineReader } from '../engine.js';
import { SourceError } from '../../common/errors.js';
import { Lane } from './mysql.lane.js';
import { killQuery } from './mysql.queries.js';
import { MysqlSession } from './mysql.session.js';

/** Reads MariaDB and MySQL. MySQL 8's part is written by its documentation and not yet tried on a live server. */
export const mysqlReader: EngineReader = {
  engines: ['mariadb', 'mysql'],
  version: 1,

  open: (connection, limits) => MysqlSession.open(connection, limits),

  async cancel(connection, cancelToken, limits) {
    const threads = cancelToken.split(',').filter((thread) => /^\d{1,20}$/.test(thread));
    // Without a database: the account may have lost it, and it does not matter here.
    await using lane = (await Lane.open({ ...connection, database: null }, limits, () => undefined))[0];
    for (const thread of threads) {
      await lane.rows(killQuery(thread)).catch((error: unknown) => {
        // That session has ended already, which is what was wanted.
        if (!(error instanceof SourceError && error.details.code === 'ER_NO_SUCH_THREAD')) throw error;
      });
    }
  },
};
