/**
 * What a terminal, a page or the eye would act upon or pass over: C0 but tab and newline, C1, soft hyphens, marks of
 * direction, characters without width, odd separators; with `u`, halves of surrogate pairs, which no database takes.
 * The browser has a copy (admin/components/format.ts).
 */
const UNSEEN = /[\0-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]/gu;

/** The text with everything that is not seen as it is written out, such as `\u001b` and `\u202e`: also fine within JSON. */
export function escapeUnseen(text: string): string {
  return text.replace(UNSEEN, escaped);
}

/** A character of the first plane as `\u202e`. */
export function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** How many single-character changes (insert, delete, replace) lie between two texts. */
export function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}

/** The candidate that was probably meant, or null when none is within a third of the word's length. */
export function nearest(word: string, candidates: readonly string[]): string | null {
  const ranked = candidates
    .map((candidate) => ({ candidate, distance: editDistance(word, candidate) }))
    .sort((a, b) => a.distance - b.distance);
  const best = ranked[0];
  return best && best.distance <= Math.ceil(word.length / 3) ? best.candidate : null;
}
