import type { Actor } from '../common/actor.js';

/** What a request showed to say who asks; for answers that stay open: whether it still holds. */
export interface Credential {
  /** The same for the same session or token; never written anywhere. */
  readonly key: string;
  /** Who it stands for at this moment, with the roles of this moment; null when it holds no longer. */
  actor(): Promise<Actor | null>;
}

declare module 'express-serve-static-core' {
  interface Request {
    /** Who asks; set by `authenticate`, absent when nobody has signed in. */
    actor?: Actor;
    /** What `actor` follows from. */
    credential?: Credential;
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
