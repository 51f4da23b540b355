/** How values are shown to people. Text of sources is hostile: what could deceive the eye is made visible. */

/** The same as UNSEEN of common/text.ts, which the browser cannot have. */
const INVISIBLE = /[\0-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]/gu;

/** Control, bidirectional and zero-width characters as `\u202e`, as escapeUnseen does; everything else as it is. */
export function visible(text: string | null | undefined): string {
  return (text ?? '').replace(INVISIBLE, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** A name that shows where its leading and trailing blanks and its line breaks are. */
export function nameText(text: string): string {
  const oneLine = text.replace(/[\t\n]/g, (c) => (c === '\t' ? '\\t' : '\\n'));
  return visible(oneLine).replace(/^ +| +$/g, (blanks) => '·'.repeat(blanks.length)) || '(empty name)';
}

const two = (n: number): string => String(n).padStart(2, '0');

/** An instant in the reader's own time zone as `2026-11-20 14:26:43`, the same everywhere. */
export function dateTime(iso: string | null | undefined): string {
  if (!iso) return '–';
  const at = new Date(iso);
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())} ${time(iso)}`;
}

export function time(iso: string): string {
  const at = new Date(iso);
  return `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`;
}

/** Sixty of the smaller are one of the larger; nothing is said of a smaller part that is zero. */
function twoUnits(smaller: number, large: string, small: string): string {
  const all = Math.round(smaller);
  const rest = all % 60;
  return `${Math.floor(all / 60)} ${large}${rest === 0 ? '' : ` ${rest} ${small}`}`;
}

/** Milliseconds as `850 ms`, `12.3 s`, `4 min 5 s`, `2 h 3 min`. */
export function duration(ms: number | null | undefined): string {
  if (ms == null) return '–';
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`;
  if (ms < 3_600_000) return twoUnits(ms / 1000, 'min', 's');
  return twoUnits(ms / 60_000, 'h', 'min');
}

export const count = (n: number | null | undefined): string => (n == null ? '–' : n.toLocaleString());

export const plural = (n: number, one: string, many = `${one}s`): string => `${count(n)} ${n === 1 ? one : many}`;

const SIZES = ['kB', 'MB', 'GB', 'TB'] as const;

/** Bytes as `17 bytes`, `1.5 kB`, `230 MB`. */
export function size(bytes: number): string {
  if (bytes < 1000) return plural(bytes, 'byte');
  const power = Math.min(Math.floor(Math.log10(bytes) / 3), SIZES.length);
  const value = bytes / 1000 ** power;
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} ${SIZES[power - 1] ?? ''}`;
}

/** A measured number: whole ones with their thousands, others with four digits that count. */
export function figure(value: number): string {
  if (Number.isInteger(value)) return count(value);
  return value.toLocaleString(undefined, { maximumSignificantDigits: Math.abs(value) >= 1000 ? 6 : 4 });
}
