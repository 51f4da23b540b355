import { InvalidInputError } from '../../common/errors.js';
import type { Row } from '../resource/service-resource.js';

/** Fields that only carry what the form needs to be saved: declared, hidden, sent back as they came. */
export const VERSION_FIELD = { path: 'version', type: 'number', editable: true } as const;

/** What of the fields the form sent: an empty text is none, tags are always a list; what was not sent stays. */
export function peoplePatch(values: Row, fields: readonly string[]): Record<string, unknown> {
  const sent = fields.filter((field) => field in values);
  return Object.fromEntries(
    sent.map((field) => [field, field === 'tags' ? listOf(values[field]) : textOf(values[field])]),
  );
}

/** The version that the editor saw, so that nobody's text is overwritten unseen. @throws InvalidInputError */
export function seenVersion(values: Row): number {
  const version = Number(values['version']);
  if (!Number.isInteger(version)) throw new InvalidInputError('Load the page again: the form is not whole.');
  return version;
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

function listOf(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}
