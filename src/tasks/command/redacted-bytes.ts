import { REDACTED } from '../../common/redact.js';

/** Shorter secrets would blacken every text. */
const SHORTEST = 3;

/**
 * Takes secrets out of a stream of bytes, wherever the stream is cut. What could be the beginning of a secret is held back
 * until it is known.
 */
export class RedactedBytes {
  /** In Latin-1, a character a byte: whatever is no secret goes through unchanged. */
  private readonly forms: readonly string[];
  private readonly pattern: RegExp | null;
  private held = '';

  constructor(secrets: readonly string[]) {
    const texts = secrets
      .filter((secret) => secret.length >= SHORTEST)
      .flatMap((secret) => [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)]);
    const bytes = texts.map((text) => Buffer.from(text).toString('latin1'));
    this.forms = [...new Set(bytes)].sort((a, b) => b.length - a.length);
    const escaped = this.forms.map((form) => form.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&'));
    this.pattern = escaped.length === 0 ? null : new RegExp(escaped.join('|'), 'g');
  }

  /** What can be passed on now. */
  push(chunk: Buffer): Buffer {
    if (this.pattern === null) return chunk;
    const text = (this.held + chunk.toString('latin1')).replace(this.pattern, REDACTED);
    const keep = this.openAtEnd(text);
    this.held = text.slice(text.length - keep);
    return Buffer.from(text.slice(0, text.length - keep), 'latin1');
  }

  /** What was held back. */
  end(): Buffer {
    const rest = Buffer.from(this.held, 'latin1');
    this.held = '';
    return rest;
  }

  /** How many characters at the end may be the beginning of a secret. */
  private openAtEnd(text: string): number {
    const longest = Math.min((this.forms[0]?.length ?? 1) - 1, text.length);
    for (let length = longest; length > 0; length--) {
      const end = text.slice(text.length - length);
      if (this.forms.some((form) => form.length > length && form.startsWith(end))) return length;
    }
    return 0;
  }
}
