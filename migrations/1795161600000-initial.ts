import type { MigrationInterface, QueryRunner } from 'typeorm';
import { catalogueTables } from './initial/catalogue.tables.js';
import { jobsTables } from './initial/jobs.tables.js';
import { peopleTables } from './initial/people.tables.js';
import { createTables, dropTables } from './portable.js';

/** Those that are referred to come first. */
const TABLES = [...peopleTables, ...jobsTables, ...catalogueTables];

/** Everything of the first version. */
export class Initial1795161600000 implements MigrationInterface {
  readonly name = 'Initial1795161600000';

  async up(runner: QueryRunner): Promise<void> {
    await createTables(runner, TABLES);
  }

  async down(runner: QueryRunner): Promise<void> {
    await dropTables(runner, TABLES.map(({ name }) => name).reverse());
  }
}
