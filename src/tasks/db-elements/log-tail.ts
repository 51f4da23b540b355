/** How much of a job's log a source carries, bytes. */
export const LOG_TAIL_BYTES = 4096;

/** The newest whole lines of a log within {@link LOG_TAIL_BYTES}. */
export function tailOf(text: string): string {
  const bytes = Buffer.from(text);
  if (bytes.length <= LOG_TAIL_BYTES) return text;
  const cut = bytes.subarray(bytes.length - LOG_TAIL_BYTES);
  const lineEnd = cut.indexOf(0x0a);
  return cut.subarray(lineEnd + 1).toString();
}
