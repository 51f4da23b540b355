import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DataSource } from 'typeorm';
import { redisOf } from './queues.js';

/** Where a secret must not be; each place is looked through when it is asked for. */
export interface Places {
  readonly catalogue: DataSource;
  /** With everything below them. */
  readonly directories: readonly string[];
  /** What processes have printed. */
  readonly outputs: readonly string[];
  /** Redis, and the prefix of the keys in it. */
  readonly queue?: { readonly url: string; readonly prefix: string };
}

/** The places in which one of the secrets lies, as `<place>`; the secrets themselves are not said. */
export async function secretTraces(secrets: readonly string[], places: Places): Promise<string[]> {
  const holds = (text: string | Buffer): boolean => secrets.some((secret) => text.includes(secret));
  const found = [
    ...commandLines().filter(({ text }) => holds(text)).map(({ pid }) => `the arguments of process ${pid}`),
    ...places.outputs.filter(holds).map((_, at) => `the output of process ${at + 1}`),
    ...places.directories.flatMap(filesIn).filter((path) => holds(readFile(path))),
  ]; // prettier-ignore
  for (const { name, rows } of await catalogueRows(places.catalogue)) {
    if (holds(rows)) found.push(`the catalogue's ${name}`);
  }
  if (places.queue && holds(await queueText(places.queue))) found.push('the queue');
  return found;
}

/** The arguments of every process of the machine. */
function commandLines(): { pid: string; text: string }[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => ({ pid, text: readFile(`/proc/${pid}/cmdline`).toString() }));
}

function filesIn(directory: string): string[] {
  const entries = readdirSync(directory, { withFileTypes: true, recursive: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

/** Empty when it is gone meanwhile. */
function readFile(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch {
    return Buffer.alloc(0);
  }
}

async function catalogueRows(catalogue: DataSource): Promise<{ name: string; rows: string }[]> {
  const tables = catalogue.entityMetadatas.map(({ tableName }) => tableName);
  const found = [];
  for (const name of tables) {
    const rows = JSON.stringify(await catalogue.query(`SELECT * FROM ${catalogue.driver.escape(name)}`));
    found.push({ name, rows });
  }
  return found;
}

async function queueText({ url, prefix }: NonNullable<Places['queue']>): Promise<string> {
  const redis = redisOf(url);
  const texts: string[] = [];
  for (const key of await redis.keys(`${prefix}*`)) {
    const type = await redis.type(key);
    const read: Record<string, () => Promise<unknown>> = {
      string: () => redis.get(key),
      hash: () => redis.hgetall(key),
      list: () => redis.lrange(key, 0, -1),
      set: () => redis.smembers(key),
      zset: () => redis.zrange(key, 0, -1),
      stream: () => redis.xrange(key, '-', '+'),
    };
    texts.push(key, JSON.stringify(await read[type]?.()));
  }
  redis.disconnect();
  return texts.join('\n');
}
