import { Injectable } from '@nestjs/common';
import { Cipher } from '../persistence/secrets/cipher.js';

/** What session cookies are signed with: made of the catalogue's key, so every server of it knows the cookies of the others. */
@Injectable()
export class CookieSecret {
  constructor(private readonly cipher: Cipher) {}

  value(): string {
    return this.cipher.derive('session cookies').toString('base64url');
  }
}
