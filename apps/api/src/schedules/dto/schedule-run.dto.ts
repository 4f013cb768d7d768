import {
  DEPLOYMENT_STATUSES,
  SCHEDULE_ACTIONS,
  SCHEDULE_RUN_STATUSES,
  SCHEDULE_TRIGGERS,
  type DeploymentStatus,
  type ScheduleAction,
  type ScheduleRunStatus,
  type ScheduleTrigger,
} from '@nora/contracts';
import type { Page } from '@nora/http-kit';
import { ApiProperty } from '@nestjs/swagger';
import { PersonDto } from '../../core/person.dto';

/** The deployment that a run made. */
export class RunDeploymentDto {
  @ApiProperty({ format: 'uuid' })
  id: string;

  @ApiProperty({ enum: DEPLOYMENT_STATUSES })
  status: DeploymentStatus;
}

/** Why a run failed or was passed over. */
export class RunErrorDto {
  @ApiProperty()
  code: string;

  @ApiProperty()
  detail: string;
}

/** One time that a schedule came up. */
export class ScheduleRunDto {
  @ApiProperty({ format: 'uuid' })
  id: string;

  @ApiProperty({ format: 'uuid' })
  scheduleId: string;

  @ApiProperty({ enum: SCHEDULE_TRIGGERS })
  trigger: ScheduleTrigger;

  @ApiProperty({
    enum: SCHEDULE_RUN_STATUSES,
    description: 'Of a lifecycle call: what became of its deployment.',
  })
  status: ScheduleRunStatus;

  @ApiProperty({ enum: SCHEDULE_ACTIONS })
  action: ScheduleAction;

  @ApiProperty({ format: 'date-time', description: 'The time of the schedule that it stands for.' })
  dueAt: string;

  @ApiProperty({ description: 'Further times that had passed when it came up.' })
  missed: number;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  startedAt: string | null;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  finishedAt: string | null;

  @ApiProperty({ type: PersonDto, nullable: true, description: 'For whom it acts.' })
  responsible: PersonDto | null;

  @ApiProperty({ type: String, nullable: true, description: 'What the agent was told.' })
  prompt: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'What the agent said, or as much as is kept.' })
  answer: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'The conversation of a prompt.' })
  sessionKey: string | null;

  @ApiProperty({ type: RunDeploymentDto, nullable: true })
  deployment: RunDeploymentDto | null;

  @ApiProperty({ type: RunErrorDto, nullable: true })
  error: RunErrorDto | null;
}

export class ScheduleRunPageDto implements Page<ScheduleRunDto> {
  @ApiProperty({ type: [ScheduleRunDto] })
  items: ScheduleRunDto[];

  @ApiProperty({ type: String, nullable: true })
  nextCursor: string | null;
}

/** What was begun. */
export class ScheduleRunResultDto {
  @ApiProperty()
  run: ScheduleRunDto;
}
