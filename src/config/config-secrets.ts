import type { Secret } from '../common/redact.js';
import type { Config } from './config.js';

/** Every secret of the configuration that a server or worker may meet, so that no log line holds one. */
export function secretsOf({ admin, catalogue, files, queue, secrets }: Config): (Secret | null | undefined)[] {
  const password = catalogue.engine === 'sqlite' ? null : catalogue.password;
  return [admin.password, password, queue?.password, files.s3?.secret, secrets.key, ...secrets.oldKeys];
}
