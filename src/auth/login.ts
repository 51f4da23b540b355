import type { FieldProblem } from '../common/errors.js';

const MAX_LOGIN = 150;
const MIN_PASSWORD = 8;
/** Hashing takes time by length; nobody types more. */
const MAX_PASSWORD = 256;

/** The login as it is kept and compared: `Ann@Example.org ` and `ann@example.org` are one. */
export function foldLogin(login: string): string {
  return login.normalize('NFKC').trim().toLowerCase();
}

/** What is wrong with a login, folded; empty when it will do. */
export function loginProblems(login: string): FieldProblem[] {
  const fine = login !== '' && login.length <= MAX_LOGIN && !/[\s\p{Cc}\p{Cf}]/u.test(login);
  if (fine) return [];
  return [{ path: 'login', message: `must be 1 to ${MAX_LOGIN} characters without spaces` }];
}

/** What is wrong with a password that somebody chose; empty when it will do. */
export function passwordProblems(password: string): FieldProblem[] {
  if (password.length >= MIN_PASSWORD && password.length <= MAX_PASSWORD) return [];
  return [{ path: 'password', message: `must be ${MIN_PASSWORD} to ${MAX_PASSWORD} characters` }];
}
