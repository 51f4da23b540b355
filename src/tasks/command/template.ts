/** A place in a template where a value comes in. */
export interface Placeholder {
  readonly root: PlaceholderRoot;
  /** After the dot; empty for `directory` and `item`. */
  readonly name: string;
}
export type PlaceholderRoot = (typeof ROOTS)[number];

/** A text with places for values: literals and placeholders in turn. */
export type Template = readonly (string | Placeholder)[];

/** A template is written wrongly; the message says how it is written. */
export class TemplateError extends Error {}

const ROOTS = ['inputs', 'files', 'outputs', 'source', 'directory', 'item'] as const;
const ALONE: readonly string[] = ['directory', 'item'];
const PIECE = /\{\{|\}\}|\{([^{}]*)\}|[{}]|[^{}]+/g;

/** `--out={outputs.dump}` in its parts; a brace that is meant as itself is written twice. @throws TemplateError */
export function parseTemplate(text: string): Template {
  const parts: (string | Placeholder)[] = [];
  for (const [piece, inside] of text.matchAll(PIECE)) {
    if (inside !== undefined) parts.push(placeholder(inside));
    else if (piece === '{' || piece === '}') throw new TemplateError('Write a brace that is meant as itself twice.');
    else parts.push(piece === '{{' || piece === '}}' ? piece.charAt(0) : piece);
  }
  return parts;
}

function placeholder(inside: string): Placeholder {
  const [first = '', name = '', ...more] = inside.split('.');
  const root = ROOTS.find((one) => one === first);
  if (root === undefined || more.length > 0 || (name === '') !== ALONE.includes(root)) {
    const known = ROOTS.map((one) => (ALONE.includes(one) ? `{${one}}` : `{${one}.name}`));
    throw new TemplateError(`There is no {${inside}}. Use ${known.join(', ')}.`);
  }
  return { root, name };
}

/** The placeholders of a template, in order. */
export function placeholdersOf(template: Template): Placeholder[] {
  return template.filter((part) => typeof part !== 'string');
}

/** The text with every value in its place; whatever a value holds, it is only ever text. */
export function filled(template: Template, valueOf: (place: Placeholder) => string): string {
  return template.map((part) => (typeof part === 'string' ? part : valueOf(part))).join('');
}

/** As it is written in a file: `{inputs.name}`. */
export function placeholderText({ root, name }: Placeholder): string {
  return name === '' ? `{${root}}` : `{${root}.${name}}`;
}
