/** So many bound values fit into one statement on every engine. */
const PART = 1_000;

/** A list in parts that are short enough for the `IN (…)` of one statement. */
export function parts<T>(items: readonly T[]): T[][] {
  return Array.from({ length: Math.ceil(items.length / PART) }, (_, n) => items.slice(n * PART, (n + 1) * PART));
}

/** What the work answers for every part, in one list. */
export async function inParts<T, R>(items: readonly T[], work: (part: T[]) => Promise<readonly R[]>): Promise<R[]> {
  const all: R[] = [];
  for (const part of parts(items)) for (const one of await work(part)) all.push(one);
  return all;
}
