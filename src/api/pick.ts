/** The named fields of a thing and nothing else: what an answer does not name stays inside. */
export function pick<T extends object, K extends keyof T>(thing: T, fields: readonly K[]): Pick<T, K> {
  return Object.fromEntries(fields.map((field) => [field, thing[field]])) as Pick<T, K>;
}
