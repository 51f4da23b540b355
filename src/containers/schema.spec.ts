import { describe, expect, it } from '@jest/globals';
import { InvalidInputError } from '../common/errors.js';
import { file, flag, list, number, object, text } from './schema.js';
import type { AnyValue, FileValue, InputOf, ObjectSchema, Schema, ValueOf } from './schema.js';

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
/** Compiles only when the two types are the same. */
const same = <A, B>(proof: Same<A, B>): void => expect(proof).toBe(true);

const report = object({
  source: text({ label: 'Source', format: 'sql-db' }),
  style: text({ choices: ['plain', 'rich'], default: 'plain' }),
  title: text({ optional: true }),
  hops: number({ integer: true, min: 0, default: 1 }),
  dark: flag({ default: false }),
  data: file({ type: 'text/csv', extension: '.csv' }),
  extra: list(file({ type: 'text/plain' })),
  cells: list(object({ row: number(), note: text({ optional: true }) }), { minItems: 1 }),
  margins: object({ left: number({ default: 1 }), right: number({ default: 2 }) }),
  cover: object({ colour: text() }, { optional: true }),
});

describe('a schema', () => {
  it('is plain data, told apart by its kind', () => {
    expect(report.fields.style).toEqual({ kind: 'text', choices: ['plain', 'rich'], default: 'plain' });
    expect(report.fields.cells.of.fields.row).toEqual({ kind: 'number' });
    expect(JSON.parse(JSON.stringify(report))).toEqual(report);
  });

  it('is of the general types, so that code can take any', () => {
    const any: Schema = report;
    const anyObject: ObjectSchema = report;
    expect(any).toBe(anyObject);
  });

  it('refuses field names that would make a path ambiguous or reach into every object', () => {
    for (const name of ['a.b', 'a[0]', '', '9', '__proto__', 'constructor', 'toString', 'a b', 'x'.repeat(65)]) {
      expect(() => object({ [name]: text() })).toThrow(InvalidInputError);
    }
  });

  it('does not compile with a misspelt option', () => {
    // @ts-expect-error defualt
    expect(text({ label: 'x', defualt: 'y' })).toBeDefined();
    // @ts-expect-error a file has a type
    expect(file({ extension: '.csv' })).toBeDefined();
  });
});

describe('the type of a value', () => {
  it('has defaults always there and what is optional perhaps', () => {
    same<
      ValueOf<typeof report>,
      {
        readonly source: string;
        readonly style: 'plain' | 'rich';
        readonly title?: string;
        readonly hops: number;
        readonly dark: boolean;
        readonly data: FileValue;
        readonly extra: readonly FileValue[];
        readonly cells: readonly { readonly row: number; readonly note?: string }[];
        readonly margins: { readonly left: number; readonly right: number };
        readonly cover?: { readonly colour: string };
      }
    >(true);
  });

  it('asks of a caller only what has no default and cannot be empty', () => {
    same<
      InputOf<typeof report>,
      {
        readonly source: string;
        readonly style?: 'plain' | 'rich';
        readonly title?: string;
        readonly hops?: number;
        readonly dark?: boolean;
        readonly data: FileValue;
        readonly extra?: readonly FileValue[];
        readonly cells: readonly { readonly row: number; readonly note?: string }[];
        readonly margins?: { readonly left?: number; readonly right?: number };
        readonly cover?: { readonly colour: string };
      }
    >(true);
  });

  it('is any value where the schema is any', () => {
    same<ValueOf<Schema>, AnyValue>(true);
    same<InputOf<Schema>, AnyValue>(true);
    const some: ValueOf<ObjectSchema> = { a: { b: [1, 'x', { id: 'f' }] } };
    expect(some['a']).toBeDefined();
  });
});
