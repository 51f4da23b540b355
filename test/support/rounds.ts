/**
 * The rounds of a test that kills, freezes, cuts or floods, for `it.each`: the next run may meet another moment.
 * SESHAT_TEST_ROUNDS says how many; few when it is absent.
 */
export function rounds(few = 1): number[] {
  const count = Number(process.env.SESHAT_TEST_ROUNDS ?? few);
  if (!Number.isInteger(count) || count < 1) throw new Error('SESHAT_TEST_ROUNDS is a whole number from 1.');
  return Array.from({ length: count }, (_, index) => index + 1);
}
