import { CatalogueChange } from './changes/catalogue-change.entity.js';
import { RelationshipPair } from './relationship/relationship-pair.entity.js';
import { Relationship } from './relationship/relationship.entity.js';
import { SqlColumn } from './sql-column/sql-column.entity.js';
import { SqlDb } from './sql-db/sql-db.entity.js';
import { SqlTable } from './sql-table/sql-table.entity.js';

/** What this module keeps in the catalogue; those that are referred to come first. */
export const CATALOGUE_ENTITIES = [
  SqlDb,
  SqlTable,
  SqlColumn,
  Relationship,
  RelationshipPair,
  CatalogueChange,
] as const;
