import { SecretRegistry } from '../common/secret-registry.js';
import { REDACTED, Secret, isSecretKey } from '../common/redact.js';
import { escaped, escapeUnseen } from '../common/text.js';

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

/**
 * A JSON line as it is written: without known secrets, and with every invisible character as an escape. Secrets are
 * looked for in texts only: a password such as `time` or `30` must not break the line's form.
 */
export function safeLine(line: string, secrets: SecretRegistry): string {
  if (secrets.redact(line) === line) return escapeUnseen(line);
  const clean = (_key: string, value: unknown): unknown => (typeof value === 'string' ? secrets.redact(value) : value);
  return escapeUnseen(`${JSON.stringify(JSON.parse(line, clean))}\n`);
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
      const facts = Object.keys(rest).length > 0 ? ` ${visible(JSON.stringify(rest))}` : '';
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

/** What is not seen as escapes; tabs and line feeds are kept only where they are our own, in stacks. */
function visible(text: unknown, keepLines = false): string {
  const shown = escapeUnseen(String(text));
  return keepLines ? shown : shown.replace(/[\t\n]/g, escaped);
}
