import type { SnapshotColumn } from '../../common/snapshot.js';
import { defaultOf, plainExpression } from './mysql.defaults.js';
import type { Rows } from './mysql.queries.js';
import type { ServerFacts } from './mysql.server.js';
import { typeFacts, type TypeFacts } from './mysql.types.js';

/** A column that is still being put together. */
export type ColumnDraft = { -readonly [Key in keyof SnapshotColumn]: SnapshotColumn[Key] };

/** Texts that come back row after row are kept once; few of a source's strings are its own. */
const MOST_KEPT = 20_000;

/** Turns rows of COLUMNS into columns; one for a whole read, as it remembers types. */
export class ColumnRows {
  readonly #types = new Map<string, { readonly text: string; readonly facts: TypeFacts }>();
  readonly #texts = new Map<string, string>();

  constructor(private readonly server: ServerFacts) {}

  columnOf(row: Rows['columns']): ColumnDraft {
    const [, , name, ordinal, columnType, isNullable, preset, extra, comment, generation, collation] = row;
    const type = this.#typeOf(columnType);
    const nullable = isNullable === 'YES';
    const noted = extra ?? '';
    const generated = this.#generatedOf(generation, noted);
    const sql = generated ? null : defaultOf(preset, type.text, nullable, noted, this.server.defaultsAreSql);
    return {
      name,
      ordinal,
      type: type.text,
      dataFormat: type.facts.dataFormat,
      length: type.facts.length,
      precision: type.facts.precision,
      scale: type.facts.scale,
      nullable,
      default: sql === null ? null : this.#once(sql),
      identity: noted !== '' && /\bauto_increment\b/i.test(noted) ? 'auto_increment' : null,
      generated,
      enumValues: type.facts.enumValues,
      collation: collation === null ? null : this.#once(collation),
      comment: comment || null,
    };
  }

  #generatedOf(expression: string | null, extra: string): SnapshotColumn['generated'] {
    if (!expression) return null;
    const stored = /\b(stored|persistent)\b/i.test(extra);
    return { expression: this.server.defaultsAreSql ? expression : plainExpression(expression), stored };
  }

  #typeOf(text: string): { readonly text: string; readonly facts: TypeFacts } {
    let known = this.#types.get(text);
    if (!known) {
      known = { text, facts: typeFacts(text) };
      if (this.#types.size < MOST_KEPT) this.#types.set(text, known);
    }
    return known;
  }

  #once(text: string): string {
    const known = this.#texts.get(text);
    if (known !== undefined) return known;
    if (this.#texts.size < MOST_KEPT) this.#texts.set(text, text);
    return text;
  }
}
