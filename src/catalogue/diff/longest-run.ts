/**
 * The indexes of a longest increasing subsequence: of things in a new order, those that need not have been moved.
 * O(n log n).
 */
export function longestRun(values: readonly number[]): Set<number> {
  const tails: number[] = []; // tails[k]: index of the smallest value that ends a run of k + 1
  const previous: number[] = [];
  values.forEach((value, index) => {
    let low = 0;
    for (let high = tails.length; low < high;) {
      const middle = (low + high) >> 1;
      if ((values[tails[middle] ?? 0] ?? 0) < value) low = middle + 1;
      else high = middle;
    }
    previous[index] = tails[low - 1] ?? -1;
    tails[low] = index;
  });
  const run = new Set<number>();
  for (let index = tails.at(-1) ?? -1; index >= 0; index = previous[index] ?? -1) run.add(index);
  return run;
}
