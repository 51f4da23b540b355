import type { MigrationInterface } from 'typeorm';

/** Every migration of the catalogue, oldest first. Never change or remove one that has been released: add another. */
export const migrations: (new () => MigrationInterface)[] = [];
