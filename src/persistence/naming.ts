import { createHash } from 'node:crypto';
import { DefaultNamingStrategy } from 'typeorm';
import type { Table } from 'typeorm';

/** PostgreSQL cuts names at 63 bytes; a cut one ends with a hash, so that it stays its own. */
const MAX_NAME = 60;

/**
 * snake_case columns (an embedded `dbElements` gives `db_elements_status`), and names for keys and indexes that follow
 * from table and columns alone; entities may name them themselves.
 */
export class SnakeCaseNaming extends DefaultNamingStrategy {
  override tableName(className: string, given: string | undefined): string {
    return given ?? snakeCase(className);
  }

  override columnName(property: string, given: string | undefined, prefixes: string[]): string {
    return [...prefixes.map(snakeCase), given ?? snakeCase(property)].filter((part) => part !== '').join('_');
  }

  override relationName(property: string): string {
    return property;
  }

  override joinColumnName(relation: string, referenced: string): string {
    return snakeCase(`${relation}_${referenced}`);
  }

  override primaryKeyName(table: Table | string): string {
    return limited(`${nameOf(table)}_pk`);
  }

  override uniqueConstraintName(table: Table | string, columns: string[]): string {
    return limited(`${nameOf(table)}_${columns.join('_')}_unique`);
  }

  override indexName(table: Table | string, columns: string[]): string {
    return limited(`${nameOf(table)}_${columns.join('_')}`);
  }

  override foreignKeyName(table: Table | string, columns: string[]): string {
    return limited(`${nameOf(table)}_${columns.join('_')}_fk`);
  }
}

function nameOf(table: Table | string): string {
  return (typeof table === 'string' ? table : table.name).split('.').at(-1) ?? '';
}

/** `pkField` → `pk_field`, `HTTPServer` → `http_server`. */
function snakeCase(text: string): string {
  return text
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1_$2')
    .replace(/[.\s]+/g, '_')
    .toLowerCase();
}

function limited(name: string): string {
  if (name.length <= MAX_NAME) return name;
  const hash = createHash('sha256').update(name).digest('hex').slice(0, 8);
  return `${name.slice(0, MAX_NAME - 9)}_${hash}`;
}
