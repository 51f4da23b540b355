import type { SqlDbInput } from '../../catalogue/sql-db/sql-db-input.js';
import { InvalidInputError } from '../../common/errors.js';
import { parseSourceUrl } from '../../introspection/source-url.js';
import type { ConnectionFieldsDto } from './sql-db-input.dto.js';

const FROM_URL = ['host', 'port', 'path', 'database', 'user', 'password', 'passwordReference'] as const;

/**
 * The fields of a connection, those of its `url` included. What is said twice is refused, the TLS mode and the engine
 * aside: the fields are more exact there (a URL `mysql://` may lead to MariaDB).
 * @throws InvalidInputError naming each field that the URL says already
 */
export function connectionFields<T extends ConnectionFieldsDto>({ url, ...fields }: T): Omit<T, 'url'> {
  if (url === undefined) return fields;
  const parsed = parseSourceUrl(url);
  const twice = FROM_URL.filter((name) => {
    const isSecret = name === 'password' || name === 'passwordReference';
    return fields[name] != null && (!isSecret || parsed.password !== null);
  });
  if (twice.length > 0) {
    const problems = twice.map((path) => ({ path, message: 'must be left out: the URL says it' }));
    throw new InvalidInputError('The URL and the fields must not say the same thing.', problems);
  }
  const { password, tlsCa: _tlsCa, engine, tlsMode, ...place } = parsed;
  return {
    ...fields,
    ...place,
    engine: fields.engine ?? engine,
    tlsMode: fields.tlsMode ?? tlsMode,
    ...(password !== null && { password }),
  };
}

/** The engine that fields or URL named. @throws InvalidInputError when neither did */
export function withEngine<T extends { engine?: SqlDbInput['engine'] }>(fields: T): T & Pick<SqlDbInput, 'engine'> {
  const { engine } = fields;
  if (engine !== undefined) return { ...fields, engine };
  throw new InvalidInputError('Say where the source is.', [{ path: 'engine', message: 'is needed, or a url' }]);
}
