import { ConflictError } from '../../common/errors.js';

/**
 * Refuses a snapshot that has lost too much to be believed (CONTRACT 6).
 * @param listed tables of the snapshot; `live`: tables that the catalogue has; `vanished`: how many of them it lacks
 * @throws ConflictError `empty-list` or `confirmation-required`
 */
export function refuseLoss(listed: number, live: number, vanished: number, acceptLoss: boolean): void {
  if (listed === 0 && live > 0) {
    throw new ConflictError(
      'empty-list',
      `The source lists no tables, where there were ${live}. Nothing was published. ` +
        "Check the account's privileges, the schemas and the include and exclude patterns.",
      { details: { live } },
    );
  }
  if (vanished * 2 > live && !acceptLoss) {
    throw new ConflictError(
      'confirmation-required',
      `${vanished} of ${live} tables have vanished from the source. Nothing was published. ` +
        'If that is right, start again and accept the loss; if not, check the account, the schemas and the patterns.',
      { details: { live, vanished } },
    );
  }
}
