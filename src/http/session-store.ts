import { Injectable } from '@nestjs/common';
import session, { type SessionData } from 'express-session';
import { SessionService } from '../auth/session.service.js';

type Callback<T = void> = (error?: unknown, value?: T) => void;

/** express-session's store in the catalogue. It opens no session: signing in does. */
@Injectable()
export class CatalogueSessionStore extends session.Store {
  constructor(private readonly sessions: SessionService) {
    super();
  }

  override get(sid: string, callback: Callback<SessionData | null>): void {
    const found = this.sessions.find(sid).then((row) => {
      if (!row) return null;
      // express-session makes a cookie of it; ours always lasts as long as the browser.
      return { ...row.data, userId: row.userId, cookie: { originalMaxAge: null } } as SessionData;
    });
    answer(found, callback);
  }

  override set(sid: string, data: SessionData, callback: Callback = () => undefined): void {
    const { cookie: _cookie, userId: _userId, ...kept } = data;
    answer(this.sessions.write(sid, kept), callback);
  }

  override destroy(sid: string, callback: Callback = () => undefined): void {
    answer(this.sessions.close(sid), callback);
  }

  override touch(sid: string, _data: SessionData, callback: Callback = () => undefined): void {
    answer(this.sessions.touch(sid), callback);
  }
}

/** Out of the promise's own turn, so that an error thrown by the callback is no rejection of it. */
function answer<T>(work: Promise<T>, callback: Callback<T>): void {
  work.then(
    (value) => setImmediate(callback, undefined, value),
    (error: unknown) => setImmediate(callback, error),
  );
}
