import { Entity, JoinColumn, ManyToOne } from 'typeorm';
import type { Role } from '../common/actor.js';
import { PrimaryUuid, ShortText } from '../persistence/columns.js';
import { Workspace } from '../workspaces/workspace.entity.js';
import { User } from './user.entity.js';

/** A user's role in one workspace; the higher of it and the role everywhere counts. */
@Entity('user_role')
export class UserRole {
  @PrimaryUuid()
  userId!: string;

  @PrimaryUuid()
  workspaceId!: string;

  @ShortText(16)
  role!: Role;

  @ManyToOne(() => User, { onDelete: 'CASCADE', onUpdate: 'NO ACTION' })
  @JoinColumn({ name: 'user_id', foreignKeyConstraintName: 'user_role_user_fk' })
  user?: User;

  @ManyToOne(() => Workspace, { onDelete: 'CASCADE', onUpdate: 'NO ACTION' })
  @JoinColumn({ name: 'workspace_id', foreignKeyConstraintName: 'user_role_workspace_fk' })
  workspace?: Workspace;
}
