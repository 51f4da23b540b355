import { flag, list, number, object, text, type ValueOf } from '../../containers/schema.js';

const inputs = {
  sqlDbId: text({ label: 'Source', description: 'The source that is read.', format: 'sql-db' }),
  name: text({
    label: 'Name',
    description: "The source's name when the job was started: filled in, kept for lists and reports.",
    format: 'filled-in',
    optional: true,
  }),
  acceptLoss: flag({
    label: 'Accept loss',
    description: 'Publish even if more than half of the tables have vanished.',
    default: false,
  }),
} as const;

/** What a discovery, or a single step of it, is told. */
export const DISCOVERY_INPUTS = object(inputs);

/** What the reading of columns is told. */
export const COLUMNS_INPUTS = object({
  ...inputs,
  tableIds: list(number({ integer: true, min: 1 }), {
    label: 'Tables',
    description: 'These tables of the catalogue only, by their ids; all of the source when left out.',
    optional: true,
  }),
});

/** What a discovery job, or one of its single steps, is told. Plain JSON, never a secret. */
export type DiscoveryParameters = ValueOf<typeof COLUMNS_INPUTS>;

/** What a discovery answers that may be of use to whatever comes after it. */
export const DISCOVERY_OUTPUTS = object({
  engine: text({ label: 'Engine' }),
  version: text({ label: 'Version', description: "Of the source's server." }),
  tables: number({ label: 'Tables', integer: true }),
  tablesWithColumns: number({ label: 'Tables with columns', integer: true }),
  tablesFailed: number({ label: 'Tables not readable', integer: true }),
  columns: number({ label: 'Columns', integer: true }),
  relationships: number({ label: 'Relationships', integer: true }),
  relationshipsOutside: number({ label: 'Relationships to outside the catalogue', integer: true }),
  warnings: list(text(), { label: 'Warnings' }),
});

/** The figures that are worth following from run to run. */
export const DISCOVERY_INDICATORS = object({
  tables: number({ label: 'Tables', integer: true }),
  columns: number({ label: 'Columns', integer: true }),
  relationships: number({ label: 'Relationships', integer: true }),
  tablesFailed: number({ label: 'Tables not readable', integer: true }),
  writes: number({ label: 'Catalogue rows written', integer: true }),
  queries: number({ label: 'Queries to the source', integer: true }),
  readSeconds: number({ label: 'Reading', unit: 's' }),
});
