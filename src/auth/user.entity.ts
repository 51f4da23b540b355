import { Entity, Index } from 'typeorm';
import type { Role } from '../common/actor.js';
import { LongText, PrimaryUuid, ShortText, Timestamp } from '../persistence/columns.js';

/** A person who may sign in. (`user` is a word of SQL, hence the table's name.) */
@Entity('app_user')
@Index('app_user_login_unique', ['login'], { unique: true })
export class User {
  @PrimaryUuid()
  id!: string;

  /** Case-folded, see `foldLogin`; an e-mail address or a plain name. */
  @ShortText(150)
  login!: string;

  /** As others see the person. */
  @ShortText(200)
  name!: string;

  /** The role everywhere; null when only roles in workspaces count. */
  @ShortText(16, { nullable: true })
  role!: Role | null;

  /** Argon2id in PHC form. */
  @LongText({ select: false })
  passwordHash!: string;

  /** Since when sign-in is refused; null: it is not. */
  @Timestamp({ nullable: true })
  disabledAt!: Date | null;

  @Timestamp({ update: false })
  createdAt!: Date;

  @Timestamp({ nullable: true })
  lastLoginAt!: Date | null;
}
