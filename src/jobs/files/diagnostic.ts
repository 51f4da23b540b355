import type { Job } from '../job.entity.js';

/** The name of the file that a failed run leaves. */
export const DIAGNOSTIC = 'diagnostic.txt';
/** Of the log's end. */
const LOG_BYTES = 48 * 1024;
const ERROR_BYTES = 8 * 1024;

/** What is known of a failed run, as a text for people: at most 64 KiB. Nothing in it may be a secret. */
export function diagnosticText(job: Job, error: string, logTail: string, now: Date): string {
  const facts = [
    ['Job', `${job.number} – ${job.title}`],
    ['Task', job.task],
    ['Id', job.id],
    ['Attempt', String(job.attempt)],
    ['Started by', job.startedByName],
    ['Started', job.claimedAt?.toISOString() ?? 'never'],
    ['Failed', now.toISOString()],
  ];
  const head = facts.map(([name, value]) => `${name}: ${value}`).join('\n');
  return `${head}\n\nError\n${cut(error, ERROR_BYTES, 'start')}\n\nThe newest of the log\n${cut(logTail, LOG_BYTES, 'end')}\n`;
}

/** The beginning or the end of a text in so many bytes of UTF-8, without half a character. */
function cut(text: string, bytes: number, keep: 'start' | 'end'): string {
  const all = Buffer.from(text);
  if (all.length <= bytes) return text;
  const part = keep === 'start' ? all.subarray(0, bytes) : all.subarray(all.length - bytes);
  const whole = part.toString().replace(/^\ufffd+|\ufffd+$/g, '');
  return keep === 'start' ? `${whole}…` : `…${whole}`;
}
