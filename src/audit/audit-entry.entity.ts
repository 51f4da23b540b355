import { Entity, Index } from 'typeorm';
import { Json, PrimaryUuid, ShortText, Timestamp, Uuid } from '../persistence/columns.js';

/** One line of the record of who did what; written once, never changed. It has no keys to others: it outlives them. */
@Entity('audit_entry')
@Index('audit_entry_at', ['at'])
@Index('audit_entry_subject', ['subjectType', 'subjectId'])
export class AuditEntry {
  /** A UUIDv7: its order is that of the record. */
  @PrimaryUuid()
  id!: string;

  @Timestamp({ update: false })
  at!: Date;

  /** `user`, `token` or `system`, as of {@link Actor}. */
  @ShortText(16, { update: false })
  actorKind!: string;

  @Uuid({ nullable: true, update: false })
  actorId!: string | null;

  /** As the actor was called then. */
  @ShortText(200, { update: false })
  actorName!: string;

  /** The address the request came from. */
  @ShortText(64, { nullable: true, update: false })
  address!: string | null;

  /** What was done, such as `user.sign-in` or `sql-db.credentials.edit`. */
  @ShortText(64, { update: false })
  action!: string;

  /** The kind of thing it was done to, such as `sql-db`. */
  @ShortText(32, { nullable: true, update: false })
  subjectType!: string | null;

  @ShortText(64, { nullable: true, update: false })
  subjectId!: string | null;

  @Uuid({ nullable: true, update: false })
  workspaceId!: string | null;

  /** Facts beside it; never a secret. */
  @Json({ nullable: true, update: false })
  details!: object | null;
}
