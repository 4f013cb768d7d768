import { AGENT_STATUSES, DESIRED_STATES, type AgentStatus, type DesiredState } from '@nora/contracts';
import type { Page } from '@nora/http-kit';
import {
  DEPLOY_TARGETS,
  PROVIDERS,
  RUNTIME_FAMILIES,
  SANDBOX_PROFILES,
  type DeployTarget,
  type ProviderId,
  type RuntimeFamily,
  type SandboxProfile,
} from '@nora/runtime-contract';
import { ApiProperty } from '@nestjs/swagger';
import { ResourcesDto } from './resources.dto';

/** The runtime that serves an agent, as it was last recorded. */
export class RuntimeStateDto {
  @ApiProperty({ type: String, nullable: true, description: 'Version of the runtime family.' })
  version: string | null;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  startedAt: string | null;
}

/** An agent: what it should be, and what was last seen of it. */
export class AgentDto {
  @ApiProperty({ format: 'uuid' })
  id: string;

  @ApiProperty({ format: 'uuid' })
  workspaceId: string;

  @ApiProperty()
  name: string;

  @ApiProperty()
  slug: string;

  @ApiProperty({ enum: RUNTIME_FAMILIES })
  runtimeFamily: RuntimeFamily;

  @ApiProperty({ enum: DEPLOY_TARGETS })
  deployTarget: DeployTarget;

  @ApiProperty({ enum: SANDBOX_PROFILES })
  sandboxProfile: SandboxProfile;

  @ApiProperty({ enum: PROVIDERS })
  provider: ProviderId;

  @ApiProperty({ type: ResourcesDto })
  resources: ResourcesDto;

  @ApiProperty({ enum: DESIRED_STATES })
  desiredState: DesiredState;

  @ApiProperty({ enum: AGENT_STATUSES })
  status: AgentStatus;

  @ApiProperty({ type: String, nullable: true })
  statusReason: string | null;

  @ApiProperty({ type: 'integer', nullable: true, description: 'Number of the version it runs.' })
  currentVersion: number | null;

  @ApiProperty({ format: 'date-time' })
  createdAt: string;

  @ApiProperty({ format: 'date-time' })
  updatedAt: string;

  @ApiProperty({ type: String, format: 'uuid', nullable: true, description: 'The deployment in flight.' })
  activeDeploymentId: string | null;

  @ApiProperty({ type: RuntimeStateDto, nullable: true })
  runtime: RuntimeStateDto | null;
}

export class AgentPageDto implements Page<AgentDto> {
  @ApiProperty({ type: [AgentDto] })
  items: AgentDto[];

  @ApiProperty({ type: String, nullable: true })
  nextCursor: string | null;
}
