import { Entity, Index, JoinColumn, ManyToOne } from 'typeorm';
import { Json, PrimaryUuid, ShortText, Timestamp, Uuid } from '../persistence/columns.js';
import type { TokenScope } from './token-scope.js';
import { User } from './user.entity.js';

/** A key for programs: acts for its user, within its scopes. The token itself is shown once and kept as a hash. */
@Entity('api_token')
@Index('api_token_prefix_unique', ['prefix'], { unique: true })
@Index('api_token_user', ['userId'])
export class ApiToken {
  @PrimaryUuid()
  id!: string;

  /** For people: what it is for. */
  @ShortText(120)
  name!: string;

  @Uuid({ update: false })
  userId!: string;

  /** The part after `seshat_` by which it is found and told apart; not secret. */
  @ShortText(16, { update: false })
  prefix!: string;

  /** SHA-256 (hex) of the whole token. */
  @ShortText(64, { select: false, update: false })
  hash!: string;

  @Json({ update: false })
  scopes!: TokenScope[];

  @Timestamp({ update: false })
  createdAt!: Date;

  /** Null: it does not expire. */
  @Timestamp({ nullable: true, update: false })
  expiresAt!: Date | null;

  /** To the minute. */
  @Timestamp({ nullable: true })
  lastUsedAt!: Date | null;

  @Timestamp({ nullable: true })
  revokedAt!: Date | null;

  @ManyToOne(() => User, { onDelete: 'CASCADE', onUpdate: 'NO ACTION' })
  @JoinColumn({ name: 'user_id', foreignKeyConstraintName: 'api_token_user_fk' })
  user?: User;
}
