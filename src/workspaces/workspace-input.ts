import { InvalidInputError, type FieldProblem } from '../common/errors.js';

/** What people say of a workspace. */
export interface WorkspaceInput {
  /** 1 to 120 characters without control characters; unique. */
  readonly name: string;
  readonly description?: string | null;
}

const MAX_NAME = 120;
const MAX_DESCRIPTION = 20_000;

/**
 * The input, trimmed.
 * @throws InvalidInputError naming each wrong field
 */
export function validWorkspace<T extends Partial<WorkspaceInput>>(input: T): T {
  const problems: FieldProblem[] = [];
  const name = input.name?.trim();
  if (name !== undefined && (name === '' || name.length > MAX_NAME || /\p{Cc}/u.test(name))) {
    problems.push({ path: 'name', message: `must be 1 to ${MAX_NAME} characters without control characters` });
  }
  if ((input.description?.length ?? 0) > MAX_DESCRIPTION) {
    problems.push({ path: 'description', message: `must be at most ${MAX_DESCRIPTION} characters` });
  }
  if (problems.length > 0) throw new InvalidInputError('The workspace cannot be saved like this.', problems);
  return name === undefined ? input : { ...input, name };
}

/**
 * The name of a workspace's directory: readable, safe on every file system, unlike any other's.
 * @param id the workspace's UUIDv7; its end is random
 */
export function directoryName(name: string, id: string): string {
  const plain = name.normalize('NFKD').toLowerCase().replace(/\p{M}/gu, '');
  const words = plain.match(/[a-z0-9]+/g) ?? [];
  return [words.join('-').slice(0, 40).replace(/-$/, ''), id.slice(-12)].filter(Boolean).join('-');
}
