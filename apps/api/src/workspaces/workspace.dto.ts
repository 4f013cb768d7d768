import { WORKSPACE_ROLES, type WorkspaceRole } from '@nora/contracts';
import type { Page } from '@nora/http-kit';
import { ApiProperty } from '@nestjs/swagger';

/** A workspace of the signed-in account, with the account's role in it. */
export class WorkspaceDto {
  @ApiProperty({ format: 'uuid' })
  id: string;

  @ApiProperty()
  name: string;

  @ApiProperty()
  slug: string;

  @ApiProperty({ description: 'True for the workspace that was made with an account.' })
  personal: boolean;

  @ApiProperty({ enum: WORKSPACE_ROLES })
  role: WorkspaceRole;

  @ApiProperty({ format: 'date-time' })
  createdAt: string;
}

export class WorkspacePageDto implements Page<WorkspaceDto> {
  @ApiProperty({ type: [WorkspaceDto] })
  items: WorkspaceDto[];

  @ApiProperty({ type: String, nullable: true })
  nextCursor: string | null;
}
