import { createHash, randomInt } from 'node:crypto';

/** Random numbers that can be had again. */
export interface Chance {
  /** A whole number from `from` to `to`, both possible. */
  whole(from: number, to: number): number;
}

/** Of this test file: SESHAT_TEST_SEED, or one of its own, said so that a failure can be met again. */
const seed = Number(process.env.SESHAT_TEST_SEED ?? randomInt(1_000_000_000));
if (!Number.isInteger(seed)) throw new Error('SESHAT_TEST_SEED is a whole number.');
let said = false;

/** The numbers that belong to `what` (such as the name of a test and its round) and the seed. */
export function chance(what: string): Chance {
  if (!said) process.stderr.write(`seed: SESHAT_TEST_SEED=${seed}\n`);
  said = true;
  let drawn = 0;
  return {
    whole(from, to) {
      const bits = createHash('sha256').update(`${seed} ${what} ${drawn++}`).digest().readUInt32LE();
      return from + (bits % (to - from + 1));
    },
  };
}
