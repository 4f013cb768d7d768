import { PLATFORM_ROLES, WORKSPACE_ROLES, type PlatformRole, type WorkspaceRole } from '@nora/contracts';
import type { Page } from '@nora/http-kit';
import { ApiProperty } from '@nestjs/swagger';
import { SessionDto } from '../../../sessions/session.dto';

/** An account, as administrators see it. */
export class AdminUserDto {
  @ApiProperty({ format: 'uuid' })
  id: string;

  @ApiProperty()
  email: string;

  @ApiProperty()
  emailVerified: boolean;

  @ApiProperty()
  name: string;

  @ApiProperty({ enum: PLATFORM_ROLES })
  platformRole: PlatformRole;

  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    description: 'Since when it is disabled.',
  })
  disabledAt: string | null;

  @ApiProperty({ format: 'date-time' })
  createdAt: string;

  @ApiProperty({
    ...{ type: String, format: 'date-time', nullable: true },
    description: 'To the minute; null when no session of it is remembered.',
  })
  lastSeenAt: string | null;

  @ApiProperty({ description: 'Whether a log-in asks for a second factor.' })
  secondFactor: boolean;

  @ApiProperty({ type: 'integer' })
  workspaceCount: number;

  @ApiProperty({ type: 'integer', description: 'Sessions that are worth something.' })
  sessionCount: number;
}

export class AdminUserPageDto implements Page<AdminUserDto> {
  @ApiProperty({ type: [AdminUserDto] })
  items: AdminUserDto[];

  @ApiProperty({ type: String, nullable: true })
  nextCursor: string | null;
}

/** A workspace that an account belongs to. */
export class AdminUserWorkspaceDto {
  @ApiProperty({ format: 'uuid' })
  id: string;

  @ApiProperty()
  name: string;

  @ApiProperty({ enum: WORKSPACE_ROLES })
  role: WorkspaceRole;

  @ApiProperty({ description: 'True for the workspace that was made with an account.' })
  personal: boolean;

  @ApiProperty({ type: 'integer' })
  agentCount: number;

  @ApiProperty({
    description: 'Whether nobody else owns it: it must be decided on before the account can go.',
  })
  soleOwner: boolean;
}

/** An account with all that belongs to it. */
export class AdminUserDetailDto extends AdminUserDto {
  @ApiProperty({ type: [AdminUserWorkspaceDto] })
  workspaces: AdminUserWorkspaceDto[];

  @ApiProperty({ type: [SessionDto], description: 'The newest 200.' })
  sessions: SessionDto[];
}
