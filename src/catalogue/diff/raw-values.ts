/** Values as the drivers of the three engines give them, made equal. */

export type Raw = Readonly<Record<string, unknown>>;

/** Whole numbers: 64-bit ones come as text. */
export function num(value: unknown): number | null {
  return value === null || value === undefined ? null : Number(value);
}

/** 0 and 1 on SQLite and MariaDB. */
export function bool(value: unknown): boolean {
  return value === true || Number(value) === 1;
}

/** Text, or null where the column may hold it; the caller knows which. */
export function text<T extends string | null>(value: unknown): T {
  return (value ?? null) as T;
}

/** JSON kept as text. */
export function json<T>(value: unknown): T {
  return (typeof value === 'string' ? JSON.parse(value) : (value ?? null)) as T;
}

/** Milliseconds of an instant, for comparing with others read the same way; null for none. */
export function instant(value: unknown): number | null {
  if (value === null || value === undefined) return null;
  return value instanceof Date ? value.getTime() : Date.parse(String(value));
}
