import { plainExpression } from './mysql.defaults.js';
import { compare, finishTable, isTable, put, TableDraft, type Finished, type FinishContext } from './mysql.draft.js';
import { quoteName, type Rows } from './mysql.queries.js';
import { ColumnRows } from './mysql.rows.js';
import type { ServerFacts } from './mysql.server.js';
import { actionOf } from './mysql.show-create.js';

/** Merges the lists of information_schema by the exact names of schema and table; joins in the server take minutes. */
export class Picture {
  readonly #drafts = new Map<string, Map<string, TableDraft>>();
  readonly #columnRows: ColumnRows;
  #last: TableDraft | null = null;
  columns = 0;

  /** @param inScope exact names: the server's own comparisons fold case and trailing blanks */
  constructor(
    private readonly server: ServerFacts,
    private readonly inScope: (schema: string, name: string) => boolean,
  ) {
    this.#columnRows = new ColumnRows(server);
  }

  addTable(row: Rows['tables']): void {
    const draft = isTable(row) ? this.#draft(row[0], row[1]) : null;
    if (draft) draft.listed = row;
  }

  addColumn(row: Rows['columns']): void {
    const draft = this.#draft(row[0], row[1]);
    if (!draft) return;
    draft.columns.push(this.#columnRows.columnOf(row));
    this.columns++;
  }

  addIndexPart(row: Rows['statistics']): void {
    const [schema, table, name, nonUnique, seq, column, prefix, order, method, expression] = row;
    const draft = this.#draft(schema, table);
    if (!draft) return;
    let index = draft.indexes.get(name);
    if (!index) {
      const [unique, primary] = [Number(nonUnique) === 0, name === 'PRIMARY'];
      index = { name, unique, primary, parts: [], method: method?.toLowerCase() ?? null, predicate: null };
      draft.indexes = put(draft.indexes, name, index);
    }
    // The server reports an inner length for the parts of spatial indexes.
    const length = index.method === 'spatial' ? null : prefix;
    const sql = expression === null ? null : plainExpression(expression);
    index.parts[seq - 1] = {
      column,
      // A prefix is both: the column, and the part of it that is indexed.
      expression: column !== null && length !== null ? `${quoteName(column)}(${length})` : sql,
      descending: order === 'D',
    };
  }

  addKeyPair([schema, table, name, position, column, refSchema, refTable, refColumn]: Rows['keys']): void {
    const draft = this.#draft(schema, table);
    if (!draft) return;
    let key = draft.keys.get(name);
    if (!key) {
      key = { name, refSchema, refTable, columns: [], refColumns: [] };
      draft.keys = put(draft.keys, name, key);
    }
    key.columns[position - 1] = column;
    key.refColumns[position - 1] = refColumn;
  }

  addRule([schema, table, name, onUpdate, onDelete]: Rows['rules']): void {
    const [update, remove] = [actionOf(onUpdate), actionOf(onDelete)];
    const draft = update && remove ? this.#draft(schema, table) : null;
    if (draft && update && remove) draft.rules = put(draft.rules, name, { onUpdate: update, onDelete: remove });
  }

  addCheck(schema: string, table: string, name: string, clause: string): void {
    const expression = this.server.defaultsAreSql ? clause : plainExpression(clause);
    this.#draft(schema, table)?.checks.push({ name, expression });
  }

  addView([schema, name, definition]: Rows['views']): void {
    const draft = this.#draft(schema, name);
    if (draft) draft.definition = definition || null;
  }

  addPartition([schema, table, name]: Rows['partitions']): void {
    const draft = this.#draft(schema, table);
    if (draft) draft.partitions = put(draft.partitions, name, true);
  }

  /** Tables with a foreign key whose rules no list has told: the account has nothing but SELECT. */
  tablesWithoutRules(): TableDraft[] {
    return this.listed().filter((draft) => [...draft.keys.keys()].some((name) => !draft.rules.has(name)));
  }

  /** The tables that TABLES has named. */
  listed(): TableDraft[] {
    return [...this.#drafts.values()].flatMap((tables) => [...tables.values()].filter((draft) => draft.listed));
  }

  /** The finished tables by schema and name; what was handed out is let go of. */
  *finish(warn: (message: string) => void): Generator<Finished> {
    const drafts = this.listed().sort((a, b) => compare(a.schema, b.schema) || compare(a.name, b.name));
    const rule = this.server.defaultRule;
    const target = this.server.foldsNames
      ? folded(drafts)
      : (schema: string, table: string) => [schema, table] as const;
    const context: FinishContext = { defaultRule: { onUpdate: rule, onDelete: rule }, target, warn };
    for (const draft of drafts) {
      if (draft.listed) yield finishTable(draft, draft.listed, context);
      this.#drafts.get(draft.schema)?.delete(draft.name);
    }
  }

  #draft(schema: string, name: string): TableDraft | null {
    const last = this.#last;
    if (last && last.name === name && last.schema === schema) return last;
    let tables = this.#drafts.get(schema);
    if (!tables) this.#drafts.set(schema, (tables = new Map()));
    let draft = tables.get(name);
    if (!draft) {
      if (!this.inScope(schema, name)) return null;
      tables.set(name, (draft = new TableDraft(schema, name)));
    }
    return (this.#last = draft);
  }
}

/** Names of targets come in lower case from a server that folds them, whatever case the tables are listed in. */
function folded(drafts: readonly TableDraft[]): FinishContext['target'] {
  const keyOf = (schema: string, name: string): string => `${schema}\0${name}`.toLowerCase();
  const known = new Map(drafts.map(({ schema, name }) => [keyOf(schema, name), [schema, name] as const]));
  return (schema, table) => known.get(keyOf(schema, table)) ?? [schema, table];
}
