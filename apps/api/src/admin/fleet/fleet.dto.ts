import { AGENT_STATUSES, DESIRED_STATES, type AgentStatus, type DesiredState } from '@nora/contracts';
import { PageQueryDto } from '@nora/http-kit';
import {
  DEPLOY_TARGETS,
  RUNTIME_FAMILIES,
  type DeployTarget,
  type RuntimeFamily,
} from '@nora/runtime-contract';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { ArrayMaxSize, IsArray, IsIn, IsOptional, IsUUID } from 'class-validator';
import { IsSearchText } from '../../core/search-text';
import { MayBeAbsent, Repeated } from '../../core/transforms';

/** What an administrator may ask of any agent. */
export const FLEET_OPERATIONS = ['start', 'stop', 'restart'] as const;
export type FleetOperation = (typeof FLEET_OPERATIONS)[number];

/** What the list of all agents is narrowed to. */
export class ListFleetQueryDto extends PageQueryDto {
  @ApiPropertyOptional({
    ...{ enum: AGENT_STATUSES, isArray: true },
    description: 'May be repeated. Deleted agents are left out unless they are asked for.',
  })
  @IsOptional()
  @Repeated()
  @IsIn(AGENT_STATUSES, { each: true })
  @ArrayMaxSize(20)
  @IsArray()
  status?: AgentStatus[];

  @ApiPropertyOptional({ enum: RUNTIME_FAMILIES })
  @MayBeAbsent()
  @IsIn(RUNTIME_FAMILIES)
  runtimeFamily?: RuntimeFamily;

  @ApiPropertyOptional({ enum: DEPLOY_TARGETS })
  @MayBeAbsent()
  @IsIn(DEPLOY_TARGETS)
  deployTarget?: DeployTarget;

  @ApiPropertyOptional({ format: 'uuid' })
  @MayBeAbsent()
  @IsUUID()
  workspaceId?: string;

  @ApiPropertyOptional({
    description: 'Part of the name of the agent or of its workspace, in any case.',
    maxLength: 80,
  })
  @IsSearchText(80)
  q?: string;
}

/** The workspace of an agent. */
export class FleetWorkspaceDto {
  @ApiProperty({ format: 'uuid' })
  id: string;

  @ApiProperty()
  name: string;
}

/** An agent of any workspace: whether it is well, and nothing of what it does. */
export class FleetAgentDto {
  @ApiProperty({ format: 'uuid' })
  id: string;

  @ApiProperty()
  name: string;

  @ApiProperty({ type: FleetWorkspaceDto })
  workspace: FleetWorkspaceDto;

  @ApiProperty({ enum: AGENT_STATUSES })
  status: AgentStatus;

  @ApiProperty({ type: String, nullable: true })
  statusReason: string | null;

  @ApiProperty({ enum: DESIRED_STATES })
  desiredState: DesiredState;

  @ApiProperty({ enum: RUNTIME_FAMILIES })
  runtimeFamily: RuntimeFamily;

  @ApiProperty({ enum: DEPLOY_TARGETS })
  deployTarget: DeployTarget;

  @ApiProperty({ description: 'Whether its runtime is not as it was made.' })
  drifts: boolean;

  @ApiProperty({ type: String, format: 'uuid', nullable: true, description: 'The deployment in flight.' })
  activeDeploymentId: string | null;

  @ApiProperty({ enum: FLEET_OPERATIONS, isArray: true, description: 'What can be asked of it now.' })
  allowedOperations: FleetOperation[];

  @ApiProperty({ type: String, format: 'date-time' })
  createdAt: string;

  @ApiProperty({ type: String, format: 'date-time' })
  updatedAt: string;
}

export class FleetAgentPageDto {
  @ApiProperty({ type: [FleetAgentDto] })
  items: FleetAgentDto[];

  @ApiProperty({ type: String, nullable: true })
  nextCursor: string | null;
}
