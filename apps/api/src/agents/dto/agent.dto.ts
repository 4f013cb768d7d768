import {
  AGENT_STATUSES,
  DEPLOYMENT_KINDS,
  DESIRED_STATES,
  DRIFT_KINDS,
  DRIFT_POLICIES,
  MODEL_DELIVERIES,
  MODEL_PROVIDER_KIND_IDS,
  type AgentOperation,
  type AgentStatus,
  type DesiredState,
  type Drift,
  type DriftKind,
  type DriftPolicy,
  type ModelDelivery,
  type ModelProviderId,
} from '@nora/contracts';
import type { Page } from '@nora/http-kit';
import {
  DEPLOY_TARGETS,
  RUNTIME_FAMILIES,
  SANDBOX_PROFILES,
  type DeployTarget,
  type RuntimeFamily,
  type SandboxProfile,
} from '@nora/runtime-contract';
import { ApiProperty } from '@nestjs/swagger';
import { ModelPauseDto } from '../../model-stops/model-stop.dto';
import { ResourcesDto } from './resources.dto';

/** What can be asked of an agent now; `cancel` is asked of its deployment in flight. */
export type PossibleOperation = AgentOperation | 'cancel';

const NOT_ASKED = ['deploy', 'duplicate', 'heal'] as const;
const POSSIBLE_OPERATIONS = [...DEPLOYMENT_KINDS, 'cancel'].filter(
  (kind) => !NOT_ASKED.some((other) => other === kind),
);

/** One way in which the runtime is not as it was made. */
export class DriftDto implements Drift {
  @ApiProperty({ enum: DRIFT_KINDS })
  kind: DriftKind;

  @ApiProperty({ description: 'For a person.' })
  detail: string;

  @ApiProperty({ format: 'date-time' })
  seenAt: string;
}

/** The runtime that serves an agent, as it was last recorded. */
export class RuntimeStateDto {
  @ApiProperty({ type: String, nullable: true, description: 'Version of the runtime family.' })
  version: string | null;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  startedAt: string | null;
}

/** What an agent can be bound to. */
export const MODEL_PROVIDER_IDS: ModelProviderId[] = ['demo', ...MODEL_PROVIDER_KIND_IDS];

/** The model that an agent talks to now. */
export class BoundModelDto {
  @ApiProperty({ type: String, format: 'uuid', nullable: true, description: 'Null for the built-in demo.' })
  providerId: string | null;

  @ApiProperty()
  providerName: string;

  @ApiProperty({ enum: MODEL_PROVIDER_IDS })
  kind: ModelProviderId;

  @ApiProperty()
  model: string;

  @ApiProperty({
    enum: MODEL_DELIVERIES,
    description: '`direct`: the key of the provider lies inside the runtime, and no budget holds.',
  })
  delivery: ModelDelivery;
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

  @ApiProperty({ enum: MODEL_PROVIDER_IDS, description: 'Kind of the provider that it is bound to.' })
  provider: ModelProviderId;

  @ApiProperty({ type: BoundModelDto })
  model: BoundModelDto;

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

  @ApiProperty({
    ...{ enum: POSSIBLE_OPERATIONS, isArray: true },
    description: 'What would not be refused now. `cancel` is asked of the deployment in flight.',
  })
  allowedOperations: PossibleOperation[];

  @ApiProperty({ enum: DRIFT_POLICIES, description: 'What is done when the runtime is not as it was made.' })
  driftPolicy: DriftPolicy;

  @ApiProperty({
    type: [DriftDto],
    description: 'How the runtime differs from what was made; empty when it does not.',
  })
  drift: DriftDto[];

  @ApiProperty({ description: 'Of a deleted agent: whether its data is kept, so that it can be restored.' })
  dataKept: boolean;

  @ApiProperty({ description: 'Whether it ever had storage, so that files and memory can be duplicated.' })
  hasStorage: boolean;

  @ApiProperty({
    ...{ type: String, format: 'date-time', nullable: true },
    description: 'Since when it has been given what its runtime does not know before it is redeployed.',
  })
  redeployWantedAt: string | null;

  @ApiProperty({
    ...{ type: ModelPauseDto, nullable: true },
    description: 'Why it may call no models now; null while it may.',
  })
  modelPause: ModelPauseDto | null;

  @ApiProperty({ type: RuntimeStateDto, nullable: true })
  runtime: RuntimeStateDto | null;
}

export class AgentPageDto implements Page<AgentDto> {
  @ApiProperty({ type: [AgentDto] })
  items: AgentDto[];

  @ApiProperty({ type: String, nullable: true })
  nextCursor: string | null;
}
