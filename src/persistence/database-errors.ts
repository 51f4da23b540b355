import { QueryFailedError } from 'typeorm';
import { DomainError } from '../common/errors.js';

/** What the drivers put on their errors; each driver only some of it. */
interface DriverError {
  readonly code?: string;
  readonly constraint?: string;
  readonly sqlMessage?: string;
  readonly message?: string;
}

const UNIQUE = ['23505', 'ER_DUP_ENTRY', 'SQLITE_CONSTRAINT_UNIQUE', 'SQLITE_CONSTRAINT_PRIMARYKEY'];
const FOREIGN_KEY = ['23503', 'ER_NO_REFERENCED_ROW_2', 'ER_ROW_IS_REFERENCED_2', 'SQLITE_CONSTRAINT_FOREIGNKEY'];
const SERIALIZATION = ['40001', '40P01', 'ER_LOCK_DEADLOCK', 'ER_CHECKREAD', 'SQLITE_BUSY_SNAPSHOT'];
const BUSY = ['SQLITE_BUSY', 'SQLITE_BUSY_RECOVERY', 'SQLITE_LOCKED', 'SQLITE_LOCKED_SHAREDCACHE'];
const AWAY = [
  ...['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH'],
  ...['PROTOCOL_CONNECTION_LOST', 'ER_CON_COUNT_ERROR', 'ER_SERVER_SHUTDOWN', 'ER_CONNECTION_KILLED'],
  ...['08000', '08001', '08003', '08006', '53300', '57P01', '57P02', '57P03', '25P03'],
];
// pg gives these no code.
const AWAY_MESSAGE = /^Connection terminated|^timeout exceeded when trying to connect|closed state/;

/** The driver's own error, under TypeORM's and ours. Told by its shape: not every driver's error is an Error. */
export function driverErrorOf(error: unknown): DriverError | undefined {
  if (error instanceof QueryFailedError) return error.driverError as DriverError;
  if (typeof error !== 'object' || error === null) return undefined;
  const inner = error instanceof DomainError ? driverErrorOf(error.cause) : undefined;
  return inner ?? error;
}

/** Whether the error is a second row with the same unique key; of that constraint or index, when named. */
export function isUniqueViolation(error: unknown, constraint?: string): boolean {
  const driverError = driverErrorOf(error);
  if (!driverError || !UNIQUE.includes(driverError.code ?? '')) return false;
  return constraint === undefined || constraintOf(driverError) === constraint;
}

/** Whether the error is a reference to a row that is not there, or the removal of one that is referred to. */
export function isForeignKeyViolation(error: unknown): boolean {
  return FOREIGN_KEY.includes(driverErrorOf(error)?.code ?? '');
}

/** Whether the engine ended the transaction for the sake of another one: running it again may help. */
export function isSerializationFailure(error: unknown): boolean {
  return SERIALIZATION.includes(driverErrorOf(error)?.code ?? '');
}

/** Whether another process holds the SQLite file. */
export function isBusy(error: unknown): boolean {
  return BUSY.includes(driverErrorOf(error)?.code ?? '');
}

/** Whether the server is not there, went away or has no connection left. */
export function isAway(error: unknown): boolean {
  const driverError = driverErrorOf(error);
  if (!driverError) return false;
  return AWAY.includes(driverError.code ?? '') || AWAY_MESSAGE.test(driverError.message ?? '');
}

/** PostgreSQL says it, the SQLite runner adds it, MySQL and MariaDB write it at the end of the message. */
function constraintOf(error: DriverError): string | undefined {
  if (error.constraint !== undefined) return error.constraint;
  const key = /for key '([^']*)'$/.exec(error.sqlMessage ?? '')?.[1];
  return key?.split('.').at(-1);
}
