import { AGENT_STATUSES, type AgentStatus } from '@nora/contracts';
import { PageQueryDto, type Page } from '@nora/http-kit';
import { DEPLOY_TARGETS, type DeployTarget } from '@nora/runtime-contract';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { PersonDto } from '../../../core/person.dto';
import { IsSearchText } from '../../../core/search-text';
import { MemberDto } from '../../../members/dto/member.dto';

/** Somebody who owns a workspace. */
export class TenantOwnerDto extends PersonDto {
  @ApiProperty()
  email: string;
}

/** A workspace as platform admins see it. */
export class TenantDto {
  @ApiProperty({ format: 'uuid' })
  id: string;

  @ApiProperty()
  name: string;

  @ApiProperty()
  slug: string;

  @ApiProperty({ description: 'True for the workspace that was made with an account.' })
  personal: boolean;

  @ApiProperty({ type: 'integer' })
  memberCount: number;

  @ApiProperty({
    type: 'integer',
    description: 'Agents it holds, those that were deleted and whose data is kept among them.',
  })
  agentCount: number;

  @ApiProperty({ type: [TenantOwnerDto] })
  owners: TenantOwnerDto[];

  @ApiProperty({ format: 'date-time' })
  createdAt: string;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  deletionRequestedAt: string | null;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  deletedAt: string | null;
}

export class TenantPageDto implements Page<TenantDto> {
  @ApiProperty({ type: [TenantDto] })
  items: TenantDto[];

  @ApiProperty({ type: String, nullable: true })
  nextCursor: string | null;
}

export class ListTenantsQueryDto extends PageQueryDto {
  @ApiPropertyOptional({
    description: 'Part of the name or slug, or of the e-mail address of an owner, in any case.',
    maxLength: 254,
  })
  @IsSearchText(254)
  q?: string;
}

/** An agent of a workspace, as platform admins see it. */
export class TenantAgentDto {
  @ApiProperty({ format: 'uuid' })
  id: string;

  @ApiProperty()
  name: string;

  @ApiProperty({ enum: AGENT_STATUSES })
  status: AgentStatus;

  @ApiProperty({ enum: DEPLOY_TARGETS })
  deployTarget: DeployTarget;

  @ApiProperty({ format: 'date-time' })
  createdAt: string;
}

/** A workspace with who and what is in it. */
export class TenantDetailDto extends TenantDto {
  @ApiProperty({ type: [MemberDto], description: 'The 200 who came first; `memberCount` counts all.' })
  members: MemberDto[];

  @ApiProperty({ type: [TenantAgentDto], description: 'The newest 200; `agentCount` counts all.' })
  agents: TenantAgentDto[];
}
