/** The number of a child, or of a top-level job when there is no parent: `7`, `7.2`. */
export function jobNumber(parent: string | null, next: number): string {
  return parent === null ? `${next}` : `${parent}.${next}`;
}

/** The same in a form whose text order is the order of numbers: every part is led by the count of its digits. */
export function jobNumberKey(number: string): string {
  return number
    .split('.')
    .map((part) => `${String.fromCharCode(96 + part.length)}${part}`)
    .join('.');
}
