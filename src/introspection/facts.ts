/** Several texts as one, from which each could be told again whatever they hold. */
export function joinFacts(texts: readonly (string | null)[]): string {
  let joined = '';
  for (const text of texts) joined += text === null ? '-' : `${text.length}:${text}`;
  return joined;
}
