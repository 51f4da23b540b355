import { redactValues, type Secret } from './redact.js';

/** The secrets this process knows, so that none of them is ever written out. */
export class SecretRegistry {
  private readonly secrets = new Set<string>();

  /** From now on the value is left out of what {@link redact} gives. */
  add(secret: Secret | string | null | undefined): void {
    const value = typeof secret === 'object' ? secret?.reveal() : secret;
    if (value) this.secrets.add(value);
  }

  /** The text without any of the secrets. */
  redact(text: string): string {
    return redactValues(text, [...this.secrets]);
  }
}
