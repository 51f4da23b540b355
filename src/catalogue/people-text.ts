import { InvalidInputError, type FieldProblem } from '../common/errors.js';

/** How long what people write may be, in characters. */
const MAX_TEXT = 20_000;
const MAX_NAME = 500;
const MAX_TAGS = 50;
const MAX_TAG = 50;

/** Tags without blanks around them and without repetition. */
export function tidyTags(tags: readonly string[]): string[] {
  return [...new Set(tags.map((tag) => tag.trim()))];
}

/** Whether tags, tidied, can be kept. */
export function areTags(tags: readonly string[]): boolean {
  return tags.length <= MAX_TAGS && tags.every((tag) => tag !== '' && tag.length <= MAX_TAG && !/\p{Cc}/u.test(tag));
}

export const TAGS_MESSAGE = `must be at most ${MAX_TAGS} tags of 1 to ${MAX_TAG} characters`;

/** What people may write of something in the catalogue; what is left out stays, an empty text is none. */
export interface PeopleText {
  readonly columnName?: string;
  readonly description?: string | null;
  readonly valueDescription?: string | null;
  readonly tags?: readonly string[];
}

/**
 * The text as it is kept.
 * @throws InvalidInputError naming each wrong field
 */
export function validPeopleText<T extends PeopleText>(input: T): T {
  const problems: FieldProblem[] = [];
  const kept: Record<string, unknown> = {};
  for (const field of ['description', 'valueDescription'] as const) {
    const text = input[field];
    if (text === undefined) continue;
    kept[field] = text || null;
    if ((text?.length ?? 0) > MAX_TEXT || text?.includes('\0')) {
      problems.push({ path: field, message: `must be at most ${MAX_TEXT} characters` });
    }
  }
  if (input.columnName !== undefined) {
    kept.columnName = input.columnName;
    if (input.columnName.length > MAX_NAME || input.columnName.includes('\0')) {
      problems.push({ path: 'columnName', message: `must be at most ${MAX_NAME} characters` });
    }
  }
  if (input.tags !== undefined) {
    const tags = tidyTags(input.tags);
    kept.tags = tags;
    if (!areTags(tags)) problems.push({ path: 'tags', message: TAGS_MESSAGE });
  }
  if (problems.length > 0) throw new InvalidInputError('The text cannot be saved like this.', problems);
  return kept as T;
}
