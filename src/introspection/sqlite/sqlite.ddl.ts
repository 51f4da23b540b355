import { foldName, TokenList } from './sqlite.tokens.js';

/** What the pragmas do not tell and only the text of CREATE TABLE does. */
export interface TableDdl {
  /** By folded column name; only columns of which there is something to tell. */
  readonly columns: ReadonlyMap<string, { readonly collation: string | null; readonly expression: string | null }>;
  readonly primaryKeyName: string | null;
  readonly autoincrement: boolean;
  readonly uniques: readonly { readonly name: string | null; readonly columns: readonly string[] }[];
  readonly checks: readonly { readonly name: string | null; readonly expression: string }[];
  /** In the order of the text: the reverse of the pragma's ids. */
  readonly foreignKeys: readonly DdlForeignKey[];
}

export interface DdlForeignKey {
  readonly name: string | null;
  readonly columns: readonly string[];
  deferrable: boolean;
}

/** Words that begin a table constraint; reserved, so no column can be called so without quotes. */
const TABLE_CONSTRAINTS = new Set(['CONSTRAINT', 'PRIMARY', 'UNIQUE', 'CHECK', 'FOREIGN']);

/** Texts without any of these hold nothing that the pragmas do not tell. */
const WORTH_READING = /\b(?:CONSTRAINT|CHECK|COLLATE|AS|AUTOINCREMENT|DEFERRABLE)\b/i;

export const EMPTY_DDL: TableDdl = {
  columns: new Map(),
  primaryKeyName: null,
  autoincrement: false,
  uniques: [],
  checks: [],
  foreignKeys: [],
};

/** Reads a CREATE TABLE as SQLite keeps it. Never fails: what it does not understand is left out. */
export function parseCreateTable(sql: string): TableDdl {
  return WORTH_READING.test(sql) ? new TableParser(sql).parse() : EMPTY_DDL;
}

class TableParser {
  readonly #tokens: TokenList;
  #at = 0;
  readonly #columns = new Map<string, { collation: string | null; expression: string | null }>();
  readonly #uniques: { name: string | null; columns: readonly string[] }[] = [];
  readonly #checks: { name: string | null; expression: string }[] = [];
  readonly #foreignKeys: DdlForeignKey[] = [];
  #primaryKeyName: string | null = null;
  #autoincrement = false;

  constructor(private readonly sql: string) {
    this.#tokens = new TokenList(sql);
  }

  parse(): TableDdl {
    while (this.#at < this.#tokens.length && !this.#isPunctuation('(')) this.#at++;
    this.#at++;
    let inColumns = true;
    while (this.#at < this.#tokens.length && !this.#isPunctuation(')')) {
      const before = this.#at;
      if (this.#isPunctuation(',')) this.#at++;
      else if (inColumns && !TABLE_CONSTRAINTS.has(this.#word())) this.#column();
      else {
        inColumns = false; // from here on commas are optional to SQLite
        this.#tableConstraint();
      }
      if (this.#at === before) this.#at++;
    }
    return {
      columns: this.#columns,
      primaryKeyName: this.#primaryKeyName,
      autoincrement: this.#autoincrement,
      uniques: this.#uniques,
      checks: this.#checks,
      foreignKeys: this.#foreignKeys,
    };
  }

  #column(): void {
    const column = this.#name();
    const facts: { collation: string | null; expression: string | null } = { collation: null, expression: null };
    let name: string | null = null;
    while (this.#at < this.#tokens.length && !this.#isPunctuation(',') && !this.#isPunctuation(')')) {
      const word = this.#word();
      if (this.#isPunctuation('(')) this.#group();
      else this.#at++;
      if (word === 'CONSTRAINT') {
        name = this.#name();
        continue;
      }
      if (word === 'PRIMARY') this.#primaryKeyName = name;
      else if (word === 'AUTOINCREMENT') this.#autoincrement = true;
      else if (word === 'UNIQUE') this.#uniques.push({ name, columns: [column] });
      else if (word === 'CHECK') this.#check(name);
      else if (word === 'COLLATE' || word === 'AS') {
        if (word === 'AS') facts.expression = this.#group();
        else facts.collation = this.#name();
        this.#columns.set(foldName(column), facts);
      } else if (word === 'DEFAULT') this.#skipDefault();
      else if (word === 'REFERENCES') this.#references(name, [column]);
      else if (word === 'DEFERRABLE') this.#defer();
      // The words between a constraint's name and its kind, such as NOT of NOT NULL, end the name's reach, too.
      name = null;
    }
  }

  #tableConstraint(): void {
    let name: string | null = null;
    let word = this.#word();
    this.#at++;
    if (word === 'CONSTRAINT') {
      name = this.#name();
      word = this.#word();
      if (TABLE_CONSTRAINTS.has(word)) this.#at++;
    }
    if (word === 'CHECK') this.#check(name);
    else if (word === 'UNIQUE') this.#uniques.push({ name, columns: this.#columnList() });
    else if (word === 'PRIMARY' && this.#take('KEY')) {
      this.#primaryKeyName = name;
      this.#columnList();
    } else if (word === 'FOREIGN' && this.#take('KEY')) {
      const columns = this.#columnList();
      if (this.#take('REFERENCES')) this.#references(name, columns);
    }
    // What follows up to the next constraint: ON CONFLICT …, DEFERRABLE …
    while (this.#at < this.#tokens.length && !this.#isPunctuation(',') && !this.#isPunctuation(')')) {
      if (TABLE_CONSTRAINTS.has(this.#word())) return;
      if (this.#word() === 'DEFERRABLE') this.#defer();
      this.#at++;
    }
  }

  #check(name: string | null): void {
    if (this.#isPunctuation('(')) this.#checks.push({ name, expression: this.#group() });
  }

  /** The target is the pragma's to tell; only its names and actions are passed over, so that they are no keywords here. */
  #references(name: string | null, columns: readonly string[]): void {
    this.#foreignKeys.push({ name, columns, deferrable: false });
    this.#name();
    if (this.#isPunctuation('(')) this.#group();
    for (;;) {
      if (this.#take('MATCH')) this.#at++;
      else if (this.#word() === 'ON' && ['DELETE', 'UPDATE', 'INSERT'].includes(this.#word(1))) {
        this.#at += ['SET', 'NO'].includes(this.#word(2)) ? 4 : 3;
      } else return;
    }
  }

  /** At or just after DEFERRABLE: it belongs to the last key. */
  #defer(): void {
    const at = this.#word() === 'DEFERRABLE' ? this.#at : this.#at - 1;
    const last = this.#foreignKeys.at(-1);
    if (last) last.deferrable = this.#tokens.keyword(at - 1) !== 'NOT';
  }

  #skipDefault(): void {
    if (this.#isPunctuation('(')) this.#group();
    else {
      if (this.#isPunctuation('+') || this.#isPunctuation('-')) this.#at++;
      this.#at++;
    }
  }

  #columnList(): string[] {
    const columns: string[] = [];
    if (!this.#isPunctuation('(')) return columns;
    let expectsName = true;
    for (let depth = 0; this.#at < this.#tokens.length; this.#at++) {
      if (this.#isPunctuation('(')) depth++;
      else if (this.#isPunctuation(')') && --depth === 0) break;
      else if (depth === 1 && this.#isPunctuation(',')) expectsName = true;
      else if (depth === 1 && expectsName) {
        columns.push(this.#tokens.name(this.#at));
        expectsName = false;
      }
    }
    this.#at++;
    return columns;
  }

  /** Passes over a parenthesised group and gives the text within it, as written. */
  #group(): string {
    if (!this.#isPunctuation('(')) return '';
    const start = this.#tokens.end(this.#at);
    const close = this.#tokens.closeOf(this.#at);
    this.#at = close + 1;
    return this.sql.slice(start, this.#tokens.start(close)).trim();
  }

  #name(): string {
    return this.#tokens.name(this.#at++);
  }

  #take(word: string): boolean {
    if (this.#word() !== word) return false;
    this.#at++;
    return true;
  }

  #word(ahead = 0): string {
    return this.#tokens.keyword(this.#at + ahead);
  }

  #isPunctuation(character: string): boolean {
    return this.#tokens.is(this.#at, character);
  }
}
