import {
  DEPLOYMENT_KINDS,
  DEPLOYMENT_STATUSES,
  type DeploymentKind,
  type DeploymentStatus,
} from '@nora/contracts';
import { PageQueryDto, type Page } from '@nora/http-kit';
import { JOB_STATES, QUEUE_NAMES, type JobState, type QueueName } from '@nora/queues';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn } from 'class-validator';

/** Jobs of a queue by state. */
export class AdminQueueCountsDto implements Record<JobState, number> {
  @ApiProperty({ type: 'integer' })
  waiting: number;

  @ApiProperty({ type: 'integer', description: 'Not due yet.' })
  delayed: number;

  @ApiProperty({ type: 'integer', description: 'In the hands of a worker.' })
  active: number;

  @ApiProperty({ type: 'integer', description: 'Kept for inspection; the oldest are dropped past 1,000.' })
  failed: number;

  @ApiProperty({ type: 'integer', description: 'Kept; the oldest are dropped past 200.' })
  completed: number;
}

/** Jobs that ended within a time. */
export class AdminQueueEndedDto {
  @ApiProperty({ type: 'integer', description: 'Jobs that ended without a failure.' })
  finished: number;

  @ApiProperty({ type: 'integer' })
  failed: number;
}

/** A queue. */
export class AdminQueueDto {
  @ApiProperty({ enum: QUEUE_NAMES })
  name: QueueName;

  @ApiProperty({ type: AdminQueueCountsDto })
  counts: AdminQueueCountsDto;

  @ApiProperty({ type: 'integer', nullable: true, description: 'Seconds the job waits that waits longest.' })
  oldestWaitingSeconds: number | null;

  @ApiProperty({ type: AdminQueueEndedDto })
  lastMinute: AdminQueueEndedDto;

  @ApiProperty({ type: AdminQueueEndedDto })
  lastHour: AdminQueueEndedDto;
}

export class AdminQueuePageDto implements Page<AdminQueueDto> {
  @ApiProperty({ type: [AdminQueueDto] })
  items: AdminQueueDto[];

  @ApiProperty({ type: String, nullable: true })
  nextCursor: string | null;
}

export class ListQueueJobsQueryDto extends PageQueryDto {
  @ApiPropertyOptional({ enum: JOB_STATES, default: 'failed' })
  @IsIn(JOB_STATES)
  state: JobState = 'failed';
}

/** The deployment a job is about, as its row is now. */
export class AdminQueueDeploymentDto {
  @ApiProperty({ format: 'uuid' })
  id: string;

  @ApiProperty({ format: 'uuid' })
  agentId: string;

  @ApiProperty()
  agentName: string;

  @ApiProperty({ format: 'uuid' })
  workspaceId: string;

  @ApiProperty({ enum: DEPLOYMENT_KINDS })
  kind: DeploymentKind;

  @ApiProperty({ enum: DEPLOYMENT_STATUSES })
  status: DeploymentStatus;

  @ApiProperty({ type: 'integer', description: 'Times a worker took it up.' })
  attempts: number;
}

/** A job of a queue. */
export class AdminQueueJobDto {
  @ApiProperty()
  id: string;

  @ApiProperty({ enum: QUEUE_NAMES })
  queue: QueueName;

  @ApiProperty({ enum: JOB_STATES })
  state: JobState;

  @ApiProperty({ type: 'object', additionalProperties: true, description: 'A version and ids.' })
  payload: object;

  @ApiProperty({ type: String, nullable: true, description: 'Why it failed.' })
  error: string | null;

  @ApiProperty({ type: 'integer', description: 'Times a worker took up the row the job is about.' })
  attempts: number;

  @ApiProperty({
    type: 'integer',
    description: 'Its place among the work of all workspaces; lower goes first.',
  })
  turn: number;

  @ApiProperty({ format: 'date-time' })
  queuedAt: string;

  @ApiProperty({ format: 'date-time', description: 'When it may be taken up.' })
  dueAt: string;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  startedAt: string | null;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  finishedAt: string | null;

  @ApiProperty({ description: 'Whether it can be tried again: it failed, and nothing newer was done since.' })
  retryable: boolean;

  @ApiProperty({
    ...{ type: AdminQueueDeploymentDto, nullable: true },
    description: 'Of the queue `deployments`; null when the row is gone.',
  })
  deployment: AdminQueueDeploymentDto | null;
}

export class AdminQueueJobPageDto implements Page<AdminQueueJobDto> {
  @ApiProperty({ type: [AdminQueueJobDto] })
  items: AdminQueueJobDto[];

  @ApiProperty({ type: String, nullable: true })
  nextCursor: string | null;
}

/** What goes on instead of the job that failed. */
export class QueueRetryDto {
  @ApiProperty({ description: 'Id of the new job, in the same queue.' })
  jobId: string;

  @ApiProperty({
    ...{ type: String, format: 'uuid', nullable: true },
    description: 'The new deployment; null in other queues.',
  })
  deploymentId: string | null;
}
