import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseEnv } from 'node:util';
import { InvalidInputError } from '../common/errors.js';
import type { FieldProblem } from '../common/errors.js';
import { nearest } from '../common/text.js';
import { buildConfig } from './build-config.js';
import type { Values } from './build-config.js';
import type { Config } from './config.js';
import { WrongValue } from './variable-types.js';
import type { Variable } from './variable-types.js';
import { VARIABLES } from './variables.js';

type Environment = Readonly<Record<string, string | undefined>>;

export interface LoadOptions {
  /** Default: the process's environment over what a `.env` file in the working directory says. */
  readonly env?: Environment;
  /** Values that come before the environment, such as options of the command line; undefined ones do not count. */
  readonly overrides?: Environment;
  /** What relative paths start from. Default: the process's working directory. */
  readonly cwd?: string;
}

/** Ours, but read by the test command and not by the server. */
const TEST_PREFIX = 'SESHAT_TEST_';

/**
 * The configuration from the environment. Reads, but makes nothing.
 * @throws InvalidInputError that names every wrong variable at once, never a value
 */
export function loadConfig(options: LoadOptions = {}): Config {
  const cwd = options.cwd ?? process.cwd();
  const env = {
    ...(options.env ?? { ...readEnvFile(join(cwd, '.env')), ...process.env }),
    ...given(options.overrides),
  };
  const problems: FieldProblem[] = unknownNames(env);
  const values: Record<string, unknown> = {};
  for (const [name, variable] of Object.entries(VARIABLES)) {
    try {
      values[name] = valueOf(variable, env[name]);
    } catch (error) {
      if (!(error instanceof WrongValue)) throw error;
      problems.push({ path: name, message: error.message });
    }
  }
  if (problems.length > 0) throw wrong(problems);
  const { config, problems: together } = buildConfig(values as unknown as Values, (path) => resolve(cwd, path));
  if (together.length > 0) throw wrong(together);
  return config;
}

function given(overrides: Environment = {}): Environment {
  return Object.fromEntries(Object.entries(overrides).filter(([, value]) => value !== undefined));
}

/** Set but empty counts as not set: compose files and CI write it so. */
function valueOf(variable: Variable<unknown>, given: string | undefined): unknown {
  const text = given === undefined || given === '' ? variable.default : given;
  return text === undefined ? null : variable.parse(text);
}

function unknownNames(env: Environment): FieldProblem[] {
  return Object.keys(env)
    .filter((name) => name.startsWith('SESHAT_') && !name.startsWith(TEST_PREFIX) && !(name in VARIABLES))
    .sort()
    .map((name) => {
      const meant = nearest(name, Object.keys(VARIABLES));
      return { path: name, message: `is not a setting of Seshat${meant ? `: did you mean ${meant}?` : ''}` };
    });
}

function wrong(problems: readonly FieldProblem[]): InvalidInputError {
  const lines = problems.map(({ path, message }) => `  ${path} ${message}`);
  const count = problems.length === 1 ? 'one place' : `${problems.length} places`;
  const message = `The configuration is wrong in ${count}:\n${lines.join('\n')}\nSee "seshat config" for every variable.`;
  return new InvalidInputError(message, problems);
}

function readEnvFile(path: string): Environment {
  try {
    return parseEnv(readFileSync(path, 'utf8')) as Environment;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw new InvalidInputError(`The file ${path} cannot be read. Check its permissions.`, [], { cause: error });
  }
}
