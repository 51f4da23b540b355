/**
 * Takes secrets out of a text by their value, also as a URL would write them. Very short ones are replaced as whole
 * words only: a password `a` must not turn every message into stars. It is for what drivers and servers say, before
 * that becomes part of a sentence: in sentences of ours stars would tell which word the password is.
 */
export function redactor(secrets: readonly (string | null | undefined)[]): (text: string) => string {
  const values = new Set<string>();
  for (const secret of secrets) {
    if (!secret) continue;
    for (const form of [secret, encodeURIComponent(toWellFormed(secret)), JSON.stringify(secret).slice(1, -1)]) {
      values.add(form);
    }
  }
  if (values.size === 0) return (text) => text;
  const patterns = [...values]
    .sort((a, b) => b.length - a.length)
    .map((value) => {
      const literal = value.replaceAll(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
      return value.length < 4 ? `(?<![\\p{L}\\p{N}])${literal}(?![\\p{L}\\p{N}])` : literal;
    });
  const expression = new RegExp(patterns.join('|'), 'gu');
  return (text) => text.replaceAll(expression, '***');
}

/** encodeURIComponent throws on a lone surrogate. */
function toWellFormed(text: string): string {
  return text.replaceAll(/\p{Surrogate}/gu, '\uFFFD');
}
