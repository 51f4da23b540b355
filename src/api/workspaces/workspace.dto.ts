import { TextField, VersionField } from '../fields/body-fields.js';
import { ShownFlag, ShownInt, ShownText, ShownThings, ShownTime, ShownUuid } from '../fields/shown.js';
import { QueryFlag } from '../fields/query-fields.js';

/** A group of sources and jobs that belong together. */
export class WorkspaceDto {
  @ShownUuid()
  readonly id!: string;

  @ShownText({ example: 'Default' })
  readonly name!: string;

  @ShownText({ nullable: true })
  readonly description!: string | null;

  @ShownText({ description: 'Its directory below the data directory' })
  readonly directory!: string;

  @ShownFlag({ description: 'Whether it takes what names no workspace' })
  readonly isDefault!: boolean;

  @ShownInt({ description: "Counts people's edits; to be sent with the next one" })
  readonly version!: number;

  @ShownTime()
  readonly createdAt!: Date;
}

/** A page of workspaces. */
export class WorkspacePageDto {
  @ShownInt()
  readonly total!: number;

  @ShownThings(() => WorkspaceDto)
  readonly items!: readonly WorkspaceDto[];
}

/** A workspace to make. */
export class CreateWorkspaceDto {
  @TextField({ max: 120, min: 1, example: 'Finance' })
  readonly name!: string;

  @TextField({ max: 20_000, optional: true, nullable: true })
  readonly description?: string | null;
}

/** Changes of a workspace: what is left out stays. */
export class UpdateWorkspaceDto {
  @TextField({ max: 120, min: 1, optional: true })
  readonly name?: string;

  @TextField({ max: 20_000, optional: true, nullable: true })
  readonly description?: string | null;

  @VersionField()
  readonly version?: number;
}

/** How to delete a workspace. */
export class DeleteWorkspaceQueryDto {
  @QueryFlag({ description: 'Also what it holds; without it a workspace that holds something is kept (409)' })
  readonly withContents?: boolean;
}
