import { ROLES, type Role } from '../common/actor.js';
import { InvalidInputError, type FieldProblem } from '../common/errors.js';
import { foldLogin, loginProblems, passwordProblems } from './login.js';

/** What an admin says of a new user. */
export interface UserInput {
  readonly login: string;
  /** As others see the person; the login when left out. */
  readonly name?: string;
  /** One is made when left out. */
  readonly password?: string;
  /** The role everywhere; null (the default): only roles in workspaces count. */
  readonly role?: Role | null;
}

const MAX_NAME = 200;

/**
 * The input with its login folded.
 * @throws InvalidInputError naming each wrong field
 */
export function validUser(input: UserInput): { login: string; name: string; role: Role | null } {
  const login = foldLogin(input.login);
  const name = input.name?.trim() || login;
  const { role = null } = input;
  refuse('The user cannot be made like this.', [
    ...loginProblems(login),
    ...nameProblems(name),
    ...roleProblems(role),
    ...(input.password === undefined ? [] : passwordProblems(input.password)),
  ]);
  return { login, name, role };
}

/** @throws InvalidInputError */
export function validPassword(password: string): string {
  refuse('Choose another password.', passwordProblems(password));
  return password;
}

/** @throws InvalidInputError */
export function validRole(role: Role | null): Role | null {
  refuse('There is no such role.', roleProblems(role));
  return role;
}

/** @throws InvalidInputError */
export function validName(name: string): string {
  refuse('Choose another name.', nameProblems(name.trim()));
  return name.trim();
}

function nameProblems(name: string): FieldProblem[] {
  if (name !== '' && name.length <= MAX_NAME && !/\p{Cc}/u.test(name)) return [];
  return [{ path: 'name', message: `must be 1 to ${MAX_NAME} characters without control characters` }];
}

function roleProblems(role: Role | null): FieldProblem[] {
  if (role === null || ROLES.includes(role)) return [];
  return [{ path: 'role', message: `must be one of ${ROLES.join(', ')}` }];
}

function refuse(message: string, problems: readonly FieldProblem[]): void {
  if (problems.length > 0) throw new InvalidInputError(message, problems);
}
