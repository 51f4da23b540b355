/** What stands in a text where a secret stood. */
export const REDACTED = '[redacted]';

/** A secret that does not show itself: printing, logging or serialising it gives {@link REDACTED}. */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  /** The secret itself, for the one place that uses it. */
  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return REDACTED;
  }

  toJSON(): string {
    return REDACTED;
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return REDACTED;
  }
}

/**
 * The text without any of the secrets, however they were written into it: as they are or URL-encoded.
 * Secrets of fewer than three characters are left: they would blacken every text.
 */
export function redactValues(text: string, secrets: readonly string[]): string {
  const forms = secrets
    .filter((secret) => secret.length >= 3)
    .flatMap((secret) => [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)]);
  const longestFirst = [...new Set(forms)].sort((a, b) => b.length - a.length);
  return longestFirst.reduce((result, form) => result.replaceAll(form, REDACTED), text);
}

const SECRET_KEY =
  /pass(word|wd|phrase)?$|secret|token$|^authorization$|^cookie$|^set-cookie$|api[-_]?key|private[-_]?key/i;

/** Whether a field of that name holds a secret by its name: what logs leave out. */
export function isSecretKey(key: string): boolean {
  return SECRET_KEY.test(key);
}
