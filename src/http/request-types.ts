import type { Actor } from '../common/actor.js';

declare module 'express-serve-static-core' {
  interface Request {
    /** Who asks; set by `authenticate`, absent when nobody has signed in. */
    actor?: Actor;
  }
}

declare module 'express-session' {
  interface SessionData {
    /** Whose session it is; set at sign-in only. */
    userId: string;
    /** What forms of this session must carry. */
    csrf: string;
  }
}
