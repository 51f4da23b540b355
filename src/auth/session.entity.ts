import { Entity, Index, JoinColumn, ManyToOne } from 'typeorm';
import { Json, PrimaryText, ShortText, Timestamp, Uuid } from '../persistence/columns.js';
import { User } from './user.entity.js';

/** A sign-in of a browser. Whoever reads this table cannot take one over: the cookie's id is kept as a hash only. */
@Entity('session')
@Index('session_user', ['userId'])
@Index('session_expires', ['expiresAt'])
export class Session {
  /** SHA-256 (hex) of the session id. */
  @PrimaryText(64)
  id!: string;

  @Uuid({ update: false })
  userId!: string;

  /** What the HTTP layer keeps with it; no secrets beside the form token. */
  @Json()
  data!: Record<string, unknown>;

  /** Where and with what it was opened, for the list of one's sessions. */
  @ShortText(64, { nullable: true, update: false })
  address!: string | null;

  @ShortText(200, { nullable: true, update: false })
  userAgent!: string | null;

  @Timestamp({ update: false })
  createdAt!: Date;

  /** To the minute: idle sessions end by it. */
  @Timestamp()
  lastSeenAt!: Date;

  /** The end of it however busy it is. */
  @Timestamp({ update: false })
  expiresAt!: Date;

  @ManyToOne(() => User, { onDelete: 'CASCADE', onUpdate: 'NO ACTION' })
  @JoinColumn({ name: 'user_id', foreignKeyConstraintName: 'session_user_fk' })
  user?: User;
}
