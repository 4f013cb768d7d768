import {
  DEPLOYMENT_KINDS,
  DEPLOYMENT_STATUSES,
  STEP_NAMES,
  STEP_STATES,
  type DeploymentKind,
  type DeploymentStatus,
  type StepName,
  type StepState,
} from '@nora/contracts';
import type { Page } from '@nora/http-kit';
import { ApiProperty } from '@nestjs/swagger';
import { PersonDto } from '../core/person.dto';
import { DeploymentOptionsDto } from './deployment-options.dto';

/** Why a deployment failed, with what shows it and what to do. */
export class DeploymentErrorDto {
  @ApiProperty()
  code: string;

  @ApiProperty()
  detail: string;

  @ApiProperty({ type: String, nullable: true, description: 'Log tail or answer that shows the failure.' })
  evidence: string | null;

  @ApiProperty({ type: String, nullable: true })
  nextAction: string | null;

  @ApiProperty({ type: 'integer', nullable: true, description: 'Of a runtime that ended.' })
  exitCode: number | null;
}

/** How long such work takes, of the last 20 that succeeded on this target. */
export class ExpectedDurationDto {
  @ApiProperty({ type: 'integer', description: 'Median milliseconds.' })
  p50Ms: number;

  @ApiProperty({ type: 'integer', description: 'Milliseconds that nine of ten do not exceed.' })
  p90Ms: number;
}

/** One named step of a deployment. */
export class DeploymentStepDto {
  @ApiProperty({ type: 'integer' })
  position: number;

  @ApiProperty({ enum: STEP_NAMES })
  name: StepName;

  @ApiProperty({ enum: STEP_STATES })
  state: StepState;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  startedAt: string | null;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  finishedAt: string | null;

  @ApiProperty({ type: String, nullable: true })
  message: string | null;

  @ApiProperty({
    ...{ type: 'integer', nullable: true },
    description: 'Median milliseconds of the last 20 such steps that succeeded on this target.',
  })
  usualMs: number | null;

  @ApiProperty({
    ...{ type: 'integer', nullable: true },
    description: 'Milliseconds that nine of ten of them did not exceed.',
  })
  slowMs: number | null;
}

/** One attempt to bring an agent to a version and desired state. */
export class DeploymentDto {
  @ApiProperty({ format: 'uuid' })
  id: string;

  @ApiProperty({ format: 'uuid' })
  agentId: string;

  @ApiProperty({ format: 'uuid' })
  workspaceId: string;

  @ApiProperty({ enum: DEPLOYMENT_KINDS })
  kind: DeploymentKind;

  @ApiProperty({ enum: DEPLOYMENT_STATUSES })
  status: DeploymentStatus;

  @ApiProperty({ type: 'integer', description: 'Number of the version it deploys.' })
  version: number;

  @ApiProperty({ type: PersonDto, nullable: true, description: 'Null when the worker asked for it.' })
  requestedBy: PersonDto | null;

  @ApiProperty({ type: String, nullable: true, description: 'Why the worker asked for it.' })
  reason: string | null;

  @ApiProperty({ type: DeploymentOptionsDto })
  options: DeploymentOptionsDto;

  @ApiProperty({ type: 'integer', description: 'Times a worker took it up.' })
  attempts: number;

  @ApiProperty({ description: 'Whether somebody asked for it to end early.' })
  cancelRequested: boolean;

  @ApiProperty({ description: 'Whether it can be called off now.' })
  cancellable: boolean;

  @ApiProperty({ description: 'Whether it can be tried again now.' })
  retryable: boolean;

  @ApiProperty({ format: 'date-time' })
  createdAt: string;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  startedAt: string | null;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  finishedAt: string | null;

  @ApiProperty({
    ...{ type: ExpectedDurationDto, nullable: true },
    description: 'From its start to its end; null while too little is known.',
  })
  expected: ExpectedDurationDto | null;

  @ApiProperty({ type: DeploymentErrorDto, nullable: true })
  error: DeploymentErrorDto | null;

  @ApiProperty({ type: [DeploymentStepDto] })
  steps: DeploymentStepDto[];
}

export class DeploymentPageDto implements Page<DeploymentDto> {
  @ApiProperty({ type: [DeploymentDto] })
  items: DeploymentDto[];

  @ApiProperty({ type: String, nullable: true })
  nextCursor: string | null;
}

/** Answer of every lifecycle call: the work goes on under this deployment. */
export class OperationResultDto {
  @ApiProperty({ type: DeploymentDto })
  deployment: DeploymentDto;
}
