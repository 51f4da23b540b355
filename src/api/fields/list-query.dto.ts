import { QueryInt, QueryText } from './query-fields.js';

export const DEFAULT_LIMIT = 50;

/** Which part of a list is wanted. */
export class PageQueryDto {
  @QueryInt({ min: 1, max: 500, byDefault: DEFAULT_LIMIT, description: 'How many at most' })
  readonly limit?: number;

  @QueryInt({ min: 0, max: 2_000_000_000, byDefault: 0, description: 'How many to leave out first' })
  readonly offset?: number;
}

/** What every list can be asked. */
export class ListQueryDto extends PageQueryDto {
  @QueryText({ description: 'Text to find in names, descriptions and comments; case does not matter' })
  readonly q?: string;

  @QueryText({ max: 50, description: 'A field to sort by, `-field` for descending', example: 'name' })
  readonly sort?: string;
}
