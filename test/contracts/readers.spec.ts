import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import type { SnapshotTable } from '../../src/common/snapshot.js';
import { ChildSchemaReader, DEFAULT_READER_SETTINGS } from '../../src/introspection/child-schema-reader.js';
import type { ReadScope } from '../../src/introspection/engine.js';
import type { ReadResult } from '../../src/introspection/schema-reader.js';
import { parseTable } from '../../src/introspection/table-shape.js';
import { TEST_ENGINES } from '../support/engines.js';
import { hostileNames } from '../support/hostile-names.js';
import { neutral, overlaid, type NeutralSnapshot } from '../support/neutral-snapshot.js';
import { sourceFixture, type SourceFixture } from '../support/source-fixture.js';

const reader = new ChildSchemaReader({ ...DEFAULT_READER_SETTINGS, files: { directories: null, forbidden: [] } });
const signal = new AbortController().signal;

function expectedFile(name: string): unknown {
  return JSON.parse(readFileSync(join(import.meta.dirname, `../fixtures/${name}.json`), 'utf8'));
}

/** The one neutral picture with the engine's small overlay. */
function expected(fixture: SourceFixture): NeutralSnapshot {
  const dialect = fixture.engine === 'mysql' ? 'mariadb' : fixture.engine;
  return overlaid(expectedFile('source.expected') as NeutralSnapshot, expectedFile(`source.expected.${dialect}`));
}

const tablesOf = (result: ReadResult): SnapshotTable[] => result.entries.map(parseTable);

describe.each(TEST_ENGINES)('the reader of %s', (engine) => {
  let fixture: SourceFixture;

  const read = (scope: Partial<ReadScope> = {}): Promise<ReadResult> =>
    reader.read(fixture.connection, { ...fixture.scope, ...scope }, { signal });

  beforeAll(async () => {
    fixture = await sourceFixture(engine);
  });

  it('reads the sample source as it is', async () => {
    const result = await read();
    expect(neutral(tablesOf(result), fixture.schemas)).toEqual(expected(fixture));
    expect(result.source.engine).toBe(fixture.engine);
    expect(result.source.version).toMatch(/^\d+\.\d+/);
    expect(result.source.schemas).toEqual([...new Set(Object.values(fixture.schemas))].sort());
    expect(result.rssMb).toBeGreaterThan(10);
  });

  it('fails when a schema that it is to read is not there, whatever else is', async () => {
    const { main } = fixture.schemas;
    const named = engine === 'sqlite' ? [['renamed']] : [['renamed'], [main, 'renamed']];
    for (const schemas of named) {
      await expect(read({ schemas })).rejects.toMatchObject({
        failure: 'database-missing',
        message: expect.stringContaining('renamed'),
      });
    }
  });

  it('keeps ordinals without gaps, keys paired and every key in its columns', async () => {
    for (const table of tablesOf(await read())) {
      const names = table.columns.map(({ name }) => name);
      expect(table.columns.map(({ ordinal }) => ordinal)).toEqual(names.map((_, index) => index + 1));
      for (const name of table.primaryKey) expect(names).toContain(name);
      for (const key of table.foreignKeys) {
        expect(key.refColumns).toHaveLength(key.columns.length);
        for (const name of key.columns) expect(names).toContain(name);
      }
    }
  });

  it('reads the same fingerprints twice, and another one for what has changed', async () => {
    const prints = (result: ReadResult) => new Map(result.entries.map(({ key, fingerprint }) => [key, fingerprint]));
    const first = prints(await read());
    expect(prints(await read())).toEqual(first);
    await fixture.execute('ALTER TABLE no_key ADD COLUMN c int');
    const second = prints(await read());
    expect([...second].filter(([key, fingerprint]) => first.get(key) !== fingerprint)).toHaveLength(1);
    // Made anew, not by DROP COLUMN: SQLite refuses that beside a broken view; and no fingerprint hangs on an internal id.
    await fixture.execute('DROP TABLE no_key; CREATE TABLE no_key (a int, b int)');
    expect(prints(await read())).toEqual(first);
  });

  it('leaves out the documents of tables that are known, and tells everything else of them', async () => {
    const first = await read();
    const sound = first.entries.filter(({ problem }) => !problem);
    const again = await reader.read(fixture.connection, fixture.scope, { signal, known: first.entries });
    expect(again.entries).toEqual(first.entries.map((entry) => (entry.problem ? entry : { ...entry, json: null })));
    const [changed, ...known] = sound;
    const partly = await reader.read(fixture.connection, fixture.scope, { signal, known });
    expect(partly.entries.filter(({ problem, json }) => !problem && json !== null)).toEqual([changed]);
  });

  it('takes patterns for what is read and what is not', async () => {
    const names = async (scope: Partial<ReadScope>) => tablesOf(await read(scope)).map(({ name }) => name).sort(); // prettier-ignore
    expect(await names({ include: ['child*', `${fixture.schemas.main}.site`] })).toEqual([
      'child',
      'child_names',
      'site',
    ]);
    expect(await names({ include: ['child*'], exclude: ['*_names'] })).toEqual(['child']);
    const [child] = tablesOf(await read({ include: ['child'] }));
    expect(child?.foreignKeys).toHaveLength(4); // targets out of scope are kept by name
    expect(child?.foreignKeys.flatMap(({ refColumns }) => refColumns)).not.toContain('');
  });

  it('tells its steps, ends each at its total, and asks a number of queries that the tables do not change', async () => {
    const steps: [string, number, number | null][] = [];
    const onProgress = (...step: [string, number, number | null]): void => void steps.push(step);
    const { queries } = await reader.read(fixture.connection, fixture.scope, { signal, onProgress });
    expect([...new Set(steps.map(([step]) => step))]).toEqual(['tables', 'columns', 'relationships']);
    for (const step of ['tables', 'columns', 'relationships']) {
      const [, done, total] = steps.findLast(([name]) => name === step) ?? [];
      expect(done).toBe(total);
    }
    expect(queries).toBeLessThanOrEqual(40);
  });

  it('says what can be seen when it is asked for no more', async () => {
    const { version, latencyMs, schemas } = await reader.probe(fixture.connection, signal);
    expect(version).toMatch(/^\d+\.\d+/);
    expect(latencyMs).toBeGreaterThan(0);
    expect(schemas).toEqual(expect.arrayContaining(Object.values(fixture.schemas)));
  });

  it('keeps every byte of a name', async () => {
    const isMysql = engine === 'mariadb' || engine === 'mysql';
    const quote = (name: string): string =>
      isMysql ? `\`${name.replaceAll('`', '``')}\`` : `"${name.replaceAll('"', '""')}"`;
    const names = hostileNames(engine);
    expect(names.length).toBeGreaterThan(60);
    // MariaDB and MySQL do not tell keys of one database apart by case, tables they do.
    const lower = names.map((name) => name.toLowerCase());
    const keyOf = (name: string, at: number): string =>
      isMysql && lower.indexOf(name.toLowerCase()) < at ? `${name} ${at}` : name;
    const tables = names.map((name, at) => {
      const [it, key] = [quote(name), quote(keyOf(name, at))];
      return `CREATE TABLE ${it} (${it} int NOT NULL PRIMARY KEY, o int, CONSTRAINT ${key} FOREIGN KEY (o) REFERENCES ${it} (${it}));`;
    });
    await fixture.execute(tables.join('\n'));
    const found = new Map(tablesOf(await read()).map((table) => [table.name, table]));
    for (const [at, name] of names.entries()) {
      const table = found.get(name);
      expect([name, table?.columns[0]?.name, table?.primaryKey]).toEqual([name, name, [name]]);
      expect(table?.foreignKeys).toMatchObject([
        { name: keyOf(name, at), columns: ['o'], refTable: name, refColumns: [name] },
      ]);
    }
  }, 60_000);

  it('ends with the reason when it is cancelled', async () => {
    const abort = new AbortController();
    const reading = reader.read(fixture.connection, fixture.scope, {
      signal: abort.signal,
      onProgress: () => abort.abort(new Error('no longer wanted')),
    });
    await expect(reading).rejects.toThrow('no longer wanted');
  });
});
