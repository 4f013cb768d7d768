import {
  SCHEDULE_ACTIONS,
  SCHEDULE_OVERLAPS,
  type ScheduleAction,
  type ScheduleOverlap,
} from '@nora/contracts';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsBoolean, IsIn, IsOptional } from 'class-validator';
import { IsTimeZoneName, TIME_ZONE } from '../../core/time-zone';
import { MayBeAbsent } from '../../core/transforms';
import { CRON, IsCron, IsPrompt, IsScheduleName, SCHEDULE_NAME, SCHEDULE_PROMPT } from './schedule-fields';

const PROMPT = {
  ...SCHEDULE_PROMPT,
  type: String,
  nullable: true,
  description: 'What the agent is told; with the action `prompt` and no other.',
} as const;
const OVERLAP = {
  enum: SCHEDULE_OVERLAPS,
  description: 'What becomes of a run whose predecessor has not ended: it is passed over, or one waits.',
} as const;

/** What is to be done, and when. */
export class CreateScheduleDto {
  @ApiProperty(SCHEDULE_NAME)
  @IsScheduleName()
  name: string;

  @ApiProperty(CRON)
  @IsCron()
  cron: string;

  @ApiProperty(TIME_ZONE)
  @IsTimeZoneName()
  timeZone: string;

  @ApiProperty({ enum: SCHEDULE_ACTIONS })
  @IsIn(SCHEDULE_ACTIONS)
  action: ScheduleAction;

  @ApiPropertyOptional(PROMPT)
  @IsOptional()
  @IsPrompt()
  prompt?: string | null;

  @ApiPropertyOptional({ default: true })
  @MayBeAbsent()
  @IsBoolean()
  enabled: boolean = true;

  @ApiPropertyOptional({ ...OVERLAP, default: 'skip' })
  @MayBeAbsent()
  @IsIn(SCHEDULE_OVERLAPS)
  overlap: ScheduleOverlap = 'skip';
}

/** What is to be another. Whoever changes what it does, or switches it on, answers for it from then on. */
export class ChangeScheduleDto {
  @ApiPropertyOptional(SCHEDULE_NAME)
  @MayBeAbsent()
  @IsScheduleName()
  name?: string;

  @ApiPropertyOptional(CRON)
  @MayBeAbsent()
  @IsCron()
  cron?: string;

  @ApiPropertyOptional(TIME_ZONE)
  @MayBeAbsent()
  @IsTimeZoneName()
  timeZone?: string;

  @ApiPropertyOptional({ enum: SCHEDULE_ACTIONS })
  @MayBeAbsent()
  @IsIn(SCHEDULE_ACTIONS)
  action?: ScheduleAction;

  @ApiPropertyOptional(PROMPT)
  @IsOptional()
  @IsPrompt()
  prompt?: string | null;

  @ApiPropertyOptional()
  @MayBeAbsent()
  @IsBoolean()
  enabled?: boolean;

  @ApiPropertyOptional(OVERLAP)
  @MayBeAbsent()
  @IsIn(SCHEDULE_OVERLAPS)
  overlap?: ScheduleOverlap;
}
