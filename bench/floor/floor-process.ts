import { answerParent } from '../processes/answer-parent.js';
import { openBareReader } from './bare-read.js';
import { bareWrite } from './bare-write.js';
import type { FloorAnswer, FloorTask } from './floor-messages.js';

/** The least that any discovery must do, with nothing around it; connecting is not counted. */
async function measure({ place, catalogue, copy }: FloorTask): Promise<FloorAnswer> {
  const reader = await openBareReader(place);
  const started = performance.now();
  const rowsRead = await reader.read();
  const readSeconds = (performance.now() - started) / 1000;
  await reader.close();
  const written = catalogue === null ? { seconds: 0, rows: 0 } : bareWrite(catalogue, copy);
  return { readSeconds, writeSeconds: written.seconds, rowsRead, rowsWritten: written.rows };
}

answerParent(measure);
