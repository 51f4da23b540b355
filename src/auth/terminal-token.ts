import { Injectable } from '@nestjs/common';
import { SYSTEM, type Actor } from '../common/actor.js';
import { hasHash, newToken } from './token-text.js';

/** The key by which terminal commands of this machine speak to the running server; it dies with the process. */
@Injectable()
export class TerminalToken {
  private hash: string | null = null;

  /** A new token, which replaces the one before; for the 0600 file in the data directory and for nothing else. */
  issue(): string {
    const { text, hash } = newToken();
    this.hash = hash;
    return text;
  }

  /** Who acts with the text: the terminal, as the system; null when it is not the token. */
  actorOf(text: string, address: string | null): Actor | null {
    if (this.hash === null || !hasHash(text, this.hash)) return null;
    return { ...SYSTEM, name: 'terminal', address };
  }
}
