import { assertFieldNames } from './field-name.js';

/** What any field may say of itself. */
export interface Described {
  /** A few words for people: the field's name in forms and lists. */
  readonly label?: string;
  /** A sentence: what it is for, what happens when it is left out. */
  readonly description?: string;
  /** It may be left out; the value is then absent, unless there is a default. */
  readonly optional?: true;
}

/** What a text means beyond its characters, so that a form can offer the right control; nobody is asked for `filled-in`. */
export type TextFormat = 'sql-db' | 'workspace' | 'job' | 'multiline' | 'glob' | 'filled-in';

export interface TextOptions extends Described {
  readonly default?: string;
  /** In Unicode characters, as JSON Schema counts. */
  readonly minLength?: number;
  readonly maxLength?: number;
  /** The source of a regular expression (flag `u`); it matches anywhere unless anchored. */
  readonly pattern?: string;
  /** The only texts allowed; they become a union of literals. */
  readonly choices?: readonly string[];
  readonly format?: TextFormat;
}
export interface NumberOptions extends Described {
  readonly default?: number;
  readonly integer?: boolean;
  readonly min?: number;
  readonly max?: number;
  /** Such as `s`, `bytes` or `%`; shown, never converted. */
  readonly unit?: string;
}
export interface FlagOptions extends Described {
  readonly default?: boolean;
}
export interface FileOptions extends Described {
  /** MIME type, such as `text/csv`. */
  readonly type: string;
  /** With its dot: `.csv`. */
  readonly extension?: string;
  /** What a file of this type may hold, by number. */
  readonly subTypes?: Readonly<Record<number, string>>;
  /** How it holds it, by number. */
  readonly contentFlags?: Readonly<Record<number, string>>;
}
export interface ListOptions extends Described {
  readonly minItems?: number;
  readonly maxItems?: number;
}

export interface TextSchema extends TextOptions {
  readonly kind: 'text';
}
export interface NumberSchema extends NumberOptions {
  readonly kind: 'number';
}
export interface FlagSchema extends FlagOptions {
  readonly kind: 'flag';
}
export interface FileSchema extends FileOptions {
  readonly kind: 'file';
}
export interface ListSchema<I extends Schema = Schema> extends ListOptions {
  readonly kind: 'list';
  readonly of: I;
}
export interface ObjectSchema<F extends Fields = Fields> extends Described {
  readonly kind: 'object';
  readonly fields: F;
}
export interface Fields {
  readonly [name: string]: Schema;
}

/** A declared kind of value: plain read-only data, told apart by `kind`. */
export type Schema = TextSchema | NumberSchema | FlagSchema | FileSchema | ListSchema | ObjectSchema;
export type SchemaKind = Schema['kind'];
export type SchemaOfKind<K extends SchemaKind> = Extract<Schema, { readonly kind: K }>;

/** Options as written, and nothing misspelt among them. */
type Exactly<O, Known> = O & { readonly [K in Exclude<keyof O, keyof Known>]: never };
/** Of the options alone: what the result is put into says nothing about them. */
type Made<K extends SchemaKind, O> = { readonly kind: K } & Readonly<NoInfer<O>>;

/** A text. */
export function text<const O extends TextOptions = Described>(options?: Exactly<O, TextOptions>): Made<'text', O> {
  return made('text', options);
}

/** A finite number. */
export function number<const O extends NumberOptions = Described>(
  options?: Exactly<O, NumberOptions>,
): Made<'number', O> {
  return made('number', options);
}

/** True or false. */
export function flag<const O extends FlagOptions = Described>(options?: Exactly<O, FlagOptions>): Made<'flag', O> {
  return made('flag', options);
}

/** A file: on the way in one that is registered, on the way out one that the run writes. */
export function file<const O extends FileOptions>(options: Exactly<O, FileOptions>): Made<'file', O> {
  return made('file', options);
}

/** Any number of one kind. Left out, it is empty, unless it must have items. */
export function list<const I extends Schema, const O extends ListOptions = Described>(
  of: I,
  options?: Exactly<O, ListOptions>,
): Made<'list', O> & { readonly of: I } {
  return { ...made('list', options), of };
}

/**
 * Named fields. Left out, it is made of its fields' defaults, unless it is optional.
 *
 * @throws InvalidInputError when a field's name would make paths ambiguous (see {@link assertFieldNames}).
 */
export function object<const F extends Fields, const O extends Described = Described>(
  fields: F,
  options?: Exactly<O, Described>,
): Made<'object', O> & { readonly fields: F } {
  assertFieldNames(Object.keys(fields));
  return { ...made('object', options), fields };
}

function made<K extends SchemaKind, O>(kind: K, options: O | undefined): Made<K, O> {
  return { ...(options as O), kind };
}

/** A file as a value: what is known of it so far. */
export type FileValue = {
  /** The registered file. */
  readonly id?: string;
  /** Absolute, on this machine, while the run lasts. */
  readonly path?: string;
  readonly name?: string;
  /** MIME type. */
  readonly type?: string;
  readonly subType?: number;
  readonly contentFlag?: number;
  readonly annotation?: string;
};

/** Any value of any schema: what code sees that does not know which schema it has. */
export type AnyValue = string | number | boolean | FileValue | readonly AnyValue[] | AnyObjectValue;
export type AnyObjectValue = { readonly [field: string]: AnyValue | undefined };

type Shown<T> = { [K in keyof T]: T[K] };
type HasDefault<S> = S extends { readonly default: string | number | boolean } ? true : false;
type IsOptional<S> = S extends { readonly optional: true } ? true : false;

type TextOf<S> = S extends { readonly choices: readonly (infer C)[] } ? C : string;

/** The plain value of a schema: defaults are filled in; what is optional and has none may be absent. */
export type ValueOf<S extends Schema> = [Schema] extends [S]
  ? AnyValue
  : S extends ObjectSchema<infer F>
    ? ObjectValue<F>
    : S extends ListSchema<infer I>
      ? readonly ValueOf<I>[]
      : ScalarOf<S>;

type ScalarOf<S> = S extends FileSchema
  ? FileValue
  : S extends NumberSchema
    ? number
    : S extends FlagSchema
      ? boolean
      : TextOf<S>;

type MayBeAbsent<S> = HasDefault<S> extends true ? false : IsOptional<S>;
type ObjectValue<F extends Fields> = string extends keyof F
  ? AnyObjectValue
  : Shown<
      { readonly [K in keyof F as MayBeAbsent<F[K]> extends true ? never : K]: ValueOf<F[K]> } & {
        readonly [K in keyof F as MayBeAbsent<F[K]> extends true ? K : never]?: ValueOf<F[K]>;
      }
    >;

/** What a caller may give: as {@link ValueOf}, but what has a default, or can be empty, may be left out. */
export type InputOf<S extends Schema> = [Schema] extends [S]
  ? AnyValue
  : S extends ObjectSchema<infer F>
    ? ObjectInput<F>
    : S extends ListSchema<infer I>
      ? readonly InputOf<I>[]
      : ScalarOf<S>;

type MayBeLeftOut<S extends Schema> = true extends HasDefault<S> | IsOptional<S>
  ? true
  : S extends ListSchema
    ? S extends { readonly minItems: number }
      ? false
      : true
    : S extends ObjectSchema
      ? Record<never, never> extends InputOf<S>
        ? true
        : false
      : false;
type ObjectInput<F extends Fields> = string extends keyof F
  ? AnyObjectValue
  : Shown<
      { readonly [K in keyof F as MayBeLeftOut<F[K]> extends true ? never : K]: InputOf<F[K]> } & {
        readonly [K in keyof F as MayBeLeftOut<F[K]> extends true ? K : never]?: InputOf<F[K]>;
      }
    >;

/** A value on its way: as {@link ValueOf}, but anything may still be missing. */
export type DraftOf<S extends Schema> = [Schema] extends [S]
  ? AnyValue
  : S extends ObjectSchema<infer F>
    ? string extends keyof F
      ? AnyObjectValue
      : { readonly [K in keyof F]?: DraftOf<F[K]> }
    : S extends ListSchema<infer I>
      ? readonly DraftOf<I>[]
      : ScalarOf<S>;
