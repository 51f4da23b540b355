import type { ColumnType, Driver } from 'typeorm';

type Normalizable = Parameters<Driver['normalizeType']>[0];

/** What the portable columns (columns.ts) are on engines whose own mapping would lose something. */
const OVERRIDES: Readonly<Record<string, readonly (readonly [ColumnType, string])[]>> = {
  // TEXT ends at 64 KiB.
  mysql: [
    ['text', 'longtext'],
    ['simple-json', 'longtext'],
  ],
  // A timestamp without a zone was hours off under a TZ other than UTC.
  postgres: [
    [Date, 'timestamp with time zone'],
    ['double', 'double precision'],
  ],
};

/** Gives one driver instance our types, so that entity classes name none of an engine's own. */
export function usePortableTypes(driver: Driver, engine: 'mysql' | 'postgres'): void {
  const original = driver.normalizeType.bind(driver);
  const overrides = new Map<unknown, string>(OVERRIDES[engine]);
  driver.normalizeType = (column: Normalizable) => overrides.get(column.type) ?? original(column);
}
