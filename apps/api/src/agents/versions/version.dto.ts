import {
  DEPLOYMENT_KINDS,
  DEPLOYMENT_STATUSES,
  VERSION_SOURCES,
  type DeploymentKind,
  type DeploymentStatus,
  type VersionSource,
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
import { PersonDto } from '../../core/person.dto';
import { ResourcesDto } from '../dto/resources.dto';
import { CHANGE_KINDS, type ChangeKind, type JsonValue } from './difference';

/** What was last done with a version. */
export class VersionDeploymentDto {
  @ApiProperty({ format: 'uuid' })
  id: string;

  @ApiProperty({ enum: DEPLOYMENT_KINDS })
  kind: DeploymentKind;

  @ApiProperty({ enum: DEPLOYMENT_STATUSES })
  status: DeploymentStatus;
}

/** An immutable version of an agent's shape. */
export class AgentVersionDto {
  @ApiProperty({ type: 'integer', description: '1, 2, 3 … within the agent.' })
  number: number;

  @ApiProperty({ enum: VERSION_SOURCES, description: 'What made it.' })
  source: VersionSource;

  @ApiProperty()
  message: string;

  @ApiProperty({ type: PersonDto, nullable: true })
  author: PersonDto | null;

  @ApiProperty({ format: 'date-time' })
  createdAt: string;

  @ApiProperty({ description: 'Whether the agent runs this version, or would when it runs.' })
  current: boolean;

  @ApiProperty({ type: VersionDeploymentDto, nullable: true })
  lastDeployment: VersionDeploymentDto | null;
}

/** One page of versions. */
export class AgentVersionPageDto implements Page<AgentVersionDto> {
  @ApiProperty({ type: [AgentVersionDto] })
  items: AgentVersionDto[];

  @ApiProperty({ type: String, nullable: true })
  nextCursor: string | null;
}

/** What was chosen of the catalog. */
export class SelectionDto {
  @ApiProperty({ enum: RUNTIME_FAMILIES })
  runtimeFamily: RuntimeFamily;

  @ApiProperty({ enum: DEPLOY_TARGETS })
  deployTarget: DeployTarget;

  @ApiProperty({ enum: SANDBOX_PROFILES })
  sandboxProfile: SandboxProfile;
}

/** Everything that shapes a runtime; never holds a secret. */
export class AgentSnapshotDto {
  @ApiProperty()
  name: string;

  @ApiProperty({ type: SelectionDto })
  selection: SelectionDto;

  @ApiProperty({ type: ResourcesDto })
  resources: ResourcesDto;
}

/** A version with what it holds. */
export class AgentVersionDetailDto extends AgentVersionDto {
  @ApiProperty({ type: AgentSnapshotDto })
  snapshot: AgentSnapshotDto;
}

const ANY_VALUE = {
  oneOf: [
    ...[{ type: 'string' }, { type: 'number' }, { type: 'boolean' }, { type: 'null' }],
    ...[
      { type: 'array', items: {} },
      { type: 'object', additionalProperties: true },
    ],
  ],
};

/** One difference between two versions. */
export class VersionChangeDto {
  @ApiProperty({ description: 'Dotted, e.g. `resources.ramMb`.' })
  path: string;

  @ApiProperty({ ...ANY_VALUE, description: 'Null when it was added.' })
  from: JsonValue;

  @ApiProperty({ ...ANY_VALUE, description: 'Null when it was removed.' })
  to: JsonValue;

  @ApiProperty({ enum: CHANGE_KINDS })
  kind: ChangeKind;
}

/** What turns one version into another. */
export class VersionDifferenceDto {
  @ApiProperty({ type: 'integer' })
  from: number;

  @ApiProperty({ type: 'integer' })
  to: number;

  @ApiProperty({ type: [VersionChangeDto] })
  changes: VersionChangeDto[];
}
