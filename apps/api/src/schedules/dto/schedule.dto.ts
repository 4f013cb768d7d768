import {
  SCHEDULE_ACTIONS,
  SCHEDULE_OVERLAPS,
  type ScheduleAction,
  type ScheduleOverlap,
} from '@nora/contracts';
import type { Page } from '@nora/http-kit';
import { ApiProperty } from '@nestjs/swagger';
import { PersonDto } from '../../core/person.dto';
import { IsTimeZoneName, TIME_ZONE } from '../../core/time-zone';
import { CRON, IsCron } from './schedule-fields';
import { ScheduleRunDto } from './schedule-run.dto';

/** What is done with an agent again and again. */
export class ScheduleDto {
  @ApiProperty({ format: 'uuid' })
  id: string;

  @ApiProperty({ format: 'uuid' })
  agentId: string;

  @ApiProperty()
  name: string;

  @ApiProperty()
  cron: string;

  @ApiProperty({ description: 'The pattern in words.' })
  words: string;

  @ApiProperty()
  timeZone: string;

  @ApiProperty({ enum: SCHEDULE_ACTIONS })
  action: ScheduleAction;

  @ApiProperty({ type: String, nullable: true })
  prompt: string | null;

  @ApiProperty()
  enabled: boolean;

  @ApiProperty({ type: String, nullable: true, description: 'Why it was switched off, when nobody did.' })
  disabledReason: string | null;

  @ApiProperty({ enum: SCHEDULE_OVERLAPS })
  overlap: ScheduleOverlap;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  nextRunAt: string | null;

  @ApiProperty({ type: ScheduleRunDto, nullable: true })
  lastRun: ScheduleRunDto | null;

  @ApiProperty({ type: PersonDto, nullable: true })
  createdBy: PersonDto | null;

  @ApiProperty({
    type: PersonDto,
    nullable: true,
    description: 'For whom it acts: who last said what it does.',
  })
  responsible: PersonDto | null;

  @ApiProperty({ format: 'date-time' })
  createdAt: string;

  @ApiProperty({ format: 'date-time' })
  updatedAt: string;
}

export class SchedulePageDto implements Page<ScheduleDto> {
  @ApiProperty({ type: [ScheduleDto] })
  items: ScheduleDto[];

  @ApiProperty({ type: String, nullable: true })
  nextCursor: string | null;
}

/** A pattern to be looked at. */
export class PreviewScheduleDto {
  @ApiProperty(CRON)
  @IsCron()
  cron: string;

  @ApiProperty(TIME_ZONE)
  @IsTimeZoneName()
  timeZone: string;
}

/** What a pattern means. */
export class SchedulePreviewDto {
  @ApiProperty({ description: 'The pattern in words.' })
  words: string;

  @ApiProperty({ type: [String], format: 'date-time', description: 'The next five times.' })
  nextRuns: string[];
}
