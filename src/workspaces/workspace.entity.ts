import { Entity, Index } from 'typeorm';
import { Flag, Int, LongText, PrimaryUuid, ShortText, Timestamp } from '../persistence/columns.js';

/** A group of sources, jobs and files that belong together; has a directory and a job counter. */
@Entity('workspace')
@Index('workspace_name_unique', ['name'], { unique: true })
@Index('workspace_directory_unique', ['directory'], { unique: true })
export class Workspace {
  @PrimaryUuid()
  id!: string;

  @ShortText(120)
  name!: string;

  @LongText({ nullable: true })
  description!: string | null;

  /** The name of its directory below `<data directory>/workspaces`; safe on every file system, never changed. */
  @ShortText(64, { update: false })
  directory!: string;

  /** The number that the next top-level job gets. */
  @Int({ default: 1 })
  nextJobNumber!: number;

  /** Whether it takes what names no workspace; true for exactly one. */
  @Flag({ default: false })
  isDefault!: boolean;

  /** Counts people's edits; an edit made on an older one is refused (412). */
  @Int({ default: 1 })
  version!: number;

  @Timestamp({ update: false })
  createdAt!: Date;
}
