import type { Readable } from 'node:stream';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { KeptOutput } from './kept-output.js';
import { OutputLines } from './output-lines.js';
import { RedactedBytes } from './redacted-bytes.js';

/** So many lines are taken at one go: others have their turn in between. */
const BATCH = 500;

/**
 * Reads a stream to its end: into its file, and line by line. It goes no faster than the file takes it.
 * @param secrets are taken out before anything else sees the bytes
 * @param onLines gets whole lines as they come
 */
export async function keepStream(
  stream: Readable,
  kept: KeptOutput,
  secrets: readonly string[],
  onLines: (lines: readonly string[]) => void,
): Promise<void> {
  const redacted = new RedactedBytes(secrets);
  const lines = new OutputLines();
  const take = async (bytes: Buffer): Promise<void> => {
    await kept.write(bytes);
    await inBatches(lines.push(bytes), onLines);
  };
  try {
    for await (const chunk of stream) await take(redacted.push(chunk as Buffer));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error;
  }
  await take(redacted.end());
  onLines([...lines.end()]);
}

async function inBatches(lines: Iterable<string>, onLines: (lines: readonly string[]) => void): Promise<void> {
  let batch: string[] = [];
  for (const line of lines) {
    if (batch.push(line) < BATCH) continue;
    onLines(batch);
    batch = [];
    await nextTurn();
  }
  if (batch.length > 0) onLines(batch);
}
