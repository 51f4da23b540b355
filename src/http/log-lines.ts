import { SecretRegistry } from '../common/secret-registry.js';
import { REDACTED, Secret, isSecretKey } from '../common/redact.js';

/** Where lines go; each ends with a line feed. */
export interface LineSink {
  write(line: string): unknown;
}

const MAX_DEPTH = 6;
const NAMES: Readonly<Record<number, string>> = {
  10: 'trace',
  20: 'debug',
  30: 'info',
  40: 'warn',
  50: 'error',
  60: 'fatal',
};
/** What a terminal or a viewer obeys instead of showing: C1 controls, marks of direction, separators of lines. */
const INVISIBLE = /[\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g;

/** A JSON line as it is written: without known secrets, and with every invisible character as an escape. */
export function safeLine(line: string, secrets: SecretRegistry): string {
  return secrets.redact(line).replace(INVISIBLE, escaped);
}

/** The value with what stands under a secret's name left out, at any depth. */
export function withoutSecretKeys(value: unknown, depth = 0): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Date || value instanceof Error || value instanceof Secret) return value;
  if (depth >= MAX_DEPTH) return '[deep]';
  if (Array.isArray(value)) return value.map((item) => withoutSecretKeys(item, depth + 1));
  const kept = Object.entries(value).map(([key, item]) => {
    return [key, isSecretKey(key) ? REDACTED : withoutSecretKeys(item, depth + 1)] as const;
  });
  return Object.fromEntries(kept);
}

/** Turns JSON lines into lines for a person at a terminal: `12:00:01 warn  JobRunner  text`. */
export function readableLines(out: LineSink): LineSink {
  return {
    write(line) {
      const { level, time, context, msg, err, ...rest } = JSON.parse(line) as Record<string, unknown>;
      const at = String(time).slice(11, 19);
      const name = (NAMES[Number(level)] ?? String(level)).padEnd(5);
      const stack = (err as { stack?: string } | undefined)?.stack;
      const facts = Object.keys(rest).length > 0 ? ` ${JSON.stringify(rest)}` : '';
      const parts = [
        at,
        name,
        ...(context === undefined ? [] : [`${visible(context)}:`]),
        `${visible(msg ?? '')}${facts}`,
      ];
      out.write(`${parts.join(' ')}\n${stack ? `${visible(stack, true)}\n` : ''}`);
    },
  };
}

/** Control characters as escapes; line feeds are kept only where they are our own, in stacks. */
function visible(text: unknown, keepLines = false): string {
  return String(text)
    .replace(/\p{Cc}/gu, (c) => (keepLines && c === '\n' ? c : escaped(c)))
    .replace(INVISIBLE, escaped);
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
