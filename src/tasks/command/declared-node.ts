import { isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument, type Document, type Node } from 'yaml';
import { nearest } from '../../common/text.js';
import { shown } from '../../containers/problem-finder.js';

/** Something wrong in a file of declarations, and where. */
export interface DeclarationProblem {
  readonly line: number;
  /** Such as `commands[0].inputs.limit`; empty for the file itself. */
  readonly path: string;
  readonly message: string;
}

/** What all nodes of one file share. */
interface DeclaredFile {
  readonly document: Document;
  readonly lines: LineCounter;
  readonly problems: DeclarationProblem[];
}

/**
 * A value of a YAML (or JSON) file that knows where it stands. Reading what is not as it should be notes a problem and
 * answers undefined, so that one pass finds everything that is wrong.
 */
export class DeclaredNode {
  private constructor(
    private readonly file: DeclaredFile,
    private readonly node: unknown,
    readonly path: string,
    readonly line: number,
  ) {}

  /** The top of a file; what is wrong with its syntax is among the problems already. */
  static parse(text: string): DeclaredNode {
    const lines = new LineCounter();
    const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
    const problems = [...document.errors, ...document.warnings].map(({ message, pos }) => {
      return { line: lines.linePos(pos[0]).line, path: '', message: `This is no YAML: ${message.split('\n', 1)[0]}` };
    });
    return new DeclaredNode({ document, lines, problems }, document.contents, '', 1);
  }

  get problems(): readonly DeclarationProblem[] {
    return this.file.problems;
  }

  /** Notes a problem of this value. */
  fail(message: string): undefined {
    this.file.problems.push({ line: this.line, path: this.path, message });
    return undefined;
  }

  /** Named values; a key that is not `known` is a problem. Null allows any. */
  map(known: readonly string[] | null): DeclaredMap | undefined {
    if (!isMap(this.node)) return this.fail('Write names with values here.');
    const entries = new Map<string, DeclaredNode>();
    for (const { key, value } of this.node.items) {
      const name = isScalar(key) ? String(key.value) : '';
      const child = this.child(value, this.path === '' ? name : `${this.path}.${name}`, key);
      if (known === null || known.includes(name)) entries.set(name, child);
      else child.unknown(name, known);
    }
    return new DeclaredMap(this, entries);
  }

  list(): DeclaredNode[] | undefined {
    if (!isSeq(this.node)) return this.fail('Write a list here.');
    return this.node.items.map((item, index) => this.child(item, `${this.path}[${index}]`, item));
  }

  isMap(): boolean {
    return isMap(this.node);
  }

  text(): string | undefined {
    const value = this.scalar();
    if (typeof value !== 'string')
      return this.fail('Write a text here; put it in quotes if it looks like another kind.');
    return value.includes('\0') ? this.fail('A text cannot hold a zero byte.') : value;
  }

  number(): number | undefined {
    const value = this.scalar();
    return typeof value === 'number' && Number.isFinite(value) ? value : this.fail('Write a number here.');
  }

  integer(min: number, max: number): number | undefined {
    const value = this.scalar();
    if (typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max) return value;
    return this.fail(`Write a whole number from ${min} to ${max}.`);
  }

  flag(): boolean | undefined {
    const value = this.scalar();
    return typeof value === 'boolean' ? value : this.fail('Write true or false.');
  }

  choice<T extends string>(choices: readonly T[]): T | undefined {
    const value = this.scalar();
    const found = choices.find((choice) => choice === value);
    return found ?? this.fail(`Write one of ${choices.join(', ')}.${meant(String(value), choices)}`);
  }

  /** A list of texts. */
  texts(): string[] | undefined {
    return this.list()?.flatMap((item) => item.text() ?? []);
  }

  private scalar(): unknown {
    return isScalar(this.node) ? this.node.value : undefined;
  }

  private unknown(name: string, known: readonly string[]): void {
    this.fail(`There is no key "${shown(name)}" here.${meant(name, known)}`);
  }

  private child(value: unknown, path: string, place: unknown): DeclaredNode {
    const node = isAlias(value) ? value.resolve(this.file.document) : value;
    const start = (place as Node | null)?.range?.[0];
    const line = start === undefined ? this.line : this.file.lines.linePos(start).line;
    return new DeclaredNode(this.file, node, path, line);
  }
}

/** Named values of a file. */
export class DeclaredMap implements Iterable<[string, DeclaredNode]> {
  constructor(
    readonly owner: DeclaredNode,
    private readonly entries: ReadonlyMap<string, DeclaredNode>,
  ) {}

  [Symbol.iterator](): Iterator<[string, DeclaredNode]> {
    return this.entries[Symbol.iterator]();
  }

  has(key: string): boolean {
    return this.entries.has(key);
  }

  /** What is under the key, read; undefined when there is nothing, or something wrong. */
  optional<T>(key: string, read: (node: DeclaredNode) => T | undefined): T | undefined {
    const node = this.entries.get(key);
    return node && read(node);
  }

  /** The same; that there is nothing is a problem. */
  required<T>(key: string, read: (node: DeclaredNode) => T | undefined): T | undefined {
    const node = this.entries.get(key);
    return node ? read(node) : this.owner.fail(`It needs "${key}".`);
  }
}

function meant(word: string, known: readonly string[]): string {
  const found = nearest(word, known);
  return found === null ? ` Known are ${known.join(', ')}.` : ` Did you mean ${found}?`;
}
