import { WORKSPACE_ROLES, type WorkspaceRole } from '@nora/contracts';
import { PageQueryDto, type Page } from '@nora/http-kit';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsUUID } from 'class-validator';
import { IsSearchText } from '../../core/search-text';

/** An account as a member of a workspace. */
export class MemberDto {
  @ApiProperty({ format: 'uuid' })
  userId: string;

  @ApiProperty()
  name: string;

  @ApiProperty()
  email: string;

  @ApiProperty({ type: String, nullable: true, description: 'A small picture as a `data:` URL.' })
  avatar: string | null;

  @ApiProperty({ enum: WORKSPACE_ROLES })
  role: WorkspaceRole;

  @ApiProperty({ format: 'date-time' })
  joinedAt: string;
}

export class MemberPageDto implements Page<MemberDto> {
  @ApiProperty({ type: [MemberDto] })
  items: MemberDto[];

  @ApiProperty({ type: String, nullable: true })
  nextCursor: string | null;
}

export class ListMembersQueryDto extends PageQueryDto {
  @ApiPropertyOptional({ description: 'Part of the name or e-mail address, in any case.', maxLength: 254 })
  @IsSearchText(254)
  q?: string;
}

/** Another role for a member. */
export class ChangeMemberDto {
  @ApiProperty({ enum: WORKSPACE_ROLES })
  @IsIn(WORKSPACE_ROLES)
  role: WorkspaceRole;
}

/** Who is to own the workspace. */
export class TransferWorkspaceDto {
  @ApiProperty({ format: 'uuid', description: 'A member.' })
  @IsUUID()
  userId: string;
}
