import { isAbsolute } from 'node:path';
import { nearest } from '../common/text.js';
import { own } from './raw.js';
import type { FileSchema, FileValue, NumberSchema, Schema, TextSchema } from './schema.js';

/** What a text may be long at most where its schema says nothing: a long page, not a book. */
export const MAX_TEXT = 65_536;

/** Whether an item without a value would be a hole in its list; a file, a list or an object may come later. */
export function leavesHole(schema: Schema): boolean {
  if (schema.kind === 'file' || schema.kind === 'list' || schema.kind === 'object') return false;
  return schema.default === undefined;
}

/** What is wrong with a text, or null. */
export function textProblem(schema: TextSchema, raw: unknown): string | null {
  if (typeof raw !== 'string') return 'Give a text.';
  const { minLength = 0, maxLength = MAX_TEXT, choices, pattern } = schema;
  if (choices !== undefined) return choices.includes(raw) ? null : choiceProblem(choices, raw);
  const length = lengthOf(raw, maxLength);
  if (length < minLength) {
    return minLength === 1 ? 'Give a text that is not empty.' : `Give at least ${minLength} characters.`;
  }
  if (length > maxLength) return `Give at most ${maxLength} characters; these are ${length}.`;
  if (raw.includes('\0') || !raw.isWellFormed()) {
    return 'Take out the characters that no database stores: NUL and halves of surrogate pairs.';
  }
  if (pattern !== undefined && !new RegExp(pattern, 'u').test(raw)) return `Give a text that matches ${pattern}.`;
  return null;
}

/** In characters, as JSON Schema and databases count; what is far too long is not counted one by one. */
function lengthOf(text: string, maxLength: number): number {
  return text.length > 2 * maxLength ? text.length : Array.from(text).length;
}

function choiceProblem(choices: readonly string[], raw: string): string {
  const meant = raw.length <= MAX_GUESSED ? nearest(raw, choices) : null;
  const all = `Use one of: ${choices.slice(0, 20).join(', ')}${choices.length > 20 ? ' …' : ''}.`;
  return meant === null ? all : `${all} Did you mean ${meant}?`;
}

/** Longer words are no slips of the hand, and comparing them is work. */
export const MAX_GUESSED = 80;

/** What is wrong with a number, or null. */
export function numberProblem(schema: NumberSchema, raw: unknown): string | null {
  if (typeof raw !== 'number' || !Number.isFinite(raw)) return 'Give a number.';
  const { integer = false, min, max, unit = '' } = schema;
  if (integer && !Number.isSafeInteger(raw)) return 'Give a whole number.';
  if (min !== undefined && raw < min) return `Give at least ${min} ${unit}`.trimEnd() + '.';
  if (max !== undefined && raw > max) return `Give at most ${max} ${unit}`.trimEnd() + '.';
  return null;
}

/** What is wrong with one attribute of a file. */
export interface AttributeProblem {
  readonly attribute: keyof FileValue;
  readonly message: string;
}

/** In bytes, on every common file system. */
const MAX_NAME = 255;

type Rule = (schema: FileSchema, raw: unknown) => string | null;

const FILE_RULES: { readonly [A in keyof Required<FileValue>]: Rule } = {
  id: (_, raw) => (isText(raw, 64) ? null : 'Give the id of a registered file.'),
  path: (_, raw) => (isText(raw, 4096) && isAbsolute(raw) ? null : 'Give an absolute path.'),
  name: (_, raw) => (isText(raw, MAX_NAME) && isPlainName(raw) ? null : 'Give a plain file name.'),
  type: (schema, raw) => (typeFits(schema.type, raw) ? null : `Give a file of the type ${schema.type}.`),
  subType: ({ subTypes }, raw) => numberedProblem(subTypes, raw),
  contentFlag: ({ contentFlags }, raw) => numberedProblem(contentFlags, raw),
  annotation: (_, raw) => textProblem({ kind: 'text', maxLength: 4096 }, raw),
};

/** The attributes that a file can have. */
export const FILE_ATTRIBUTES = Object.keys(FILE_RULES) as readonly (keyof FileValue)[];

/** What is wrong with the attributes that are there. */
export function attributeProblems(schema: FileSchema, raw: Readonly<Record<string, unknown>>): AttributeProblem[] {
  return FILE_ATTRIBUTES.flatMap((attribute) => {
    const given = own(raw, attribute);
    const message = given == null ? null : FILE_RULES[attribute](schema, given);
    return message === null ? [] : [{ attribute, message }];
  });
}

/** `application/octet-stream` takes anything, `image/*` any image. */
function typeFits(declared: string, raw: unknown): boolean {
  if (!isText(raw, 255)) return false;
  if (declared === 'application/octet-stream' || declared === '*/*') return true;
  return declared.endsWith('/*') ? raw.startsWith(declared.slice(0, -1)) : raw === declared;
}

function isText(raw: unknown, maxLength: number): raw is string {
  return typeof raw === 'string' && textProblem({ kind: 'text', minLength: 1, maxLength }, raw) === null;
}

/** One that no directory gets lost by, and that file systems take. */
function isPlainName(name: string): boolean {
  return !/[/\\]/.test(name) && name !== '.' && name !== '..' && Buffer.byteLength(name) <= MAX_NAME;
}

function numberedProblem(known: Readonly<Record<number, string>> | undefined, raw: unknown): string | null {
  if (typeof raw !== 'number' || !Number.isSafeInteger(raw)) return 'Give a whole number.';
  if (known === undefined || Object.hasOwn(known, raw)) return null;
  const listed = Object.entries(known).map(([number, meaning]) => `${number} (${meaning})`);
  return `Use one of: ${listed.join(', ')}.`;
}
