import { LOG_LEVELS, type LogLevel } from '@nora/contracts';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsBoolean, IsIn, IsInt, IsOptional, IsString, Length, Matches, Max, Min } from 'class-validator';
import { IsInstant } from '../core/instant';
import { Flag } from '../core/transforms';

/** What a log is narrowed to. */
export class LogFilterDto {
  @ApiPropertyOptional({ format: 'date-time', description: 'Leaves out what was written before.' })
  @IsOptional()
  @IsInstant()
  since?: string;

  @ApiPropertyOptional({ enum: LOG_LEVELS, description: 'Leaves out what matters less.' })
  @IsOptional()
  @IsIn(LOG_LEVELS)
  level?: LogLevel;

  @ApiPropertyOptional({
    ...{ minLength: 1, maxLength: 200 },
    description: 'Text that lines hold, in capitals or not.',
  })
  @IsOptional()
  @Length(1, 200)
  @IsString()
  q?: string;
}

/** Where a log begins, whether it goes on, and what it is narrowed to. */
export class LogsQueryDto extends LogFilterDto {
  @ApiPropertyOptional({
    ...{ type: 'integer', minimum: 0, maximum: 100_000, default: 200 },
    description: 'Last lines, of those that the rest of the query leaves.',
  })
  @IsOptional()
  @Type(() => Number)
  @Max(100_000)
  @Min(0)
  @IsInt()
  tail: number = 200;

  @ApiPropertyOptional({
    type: Boolean,
    default: true,
    description: 'Whether new lines are sent as they come.',
  })
  @IsOptional()
  @Flag()
  @IsBoolean()
  follow: boolean = true;

  @ApiPropertyOptional({
    description: '`id` of the last line that was seen; `tail` and `since` are passed over then.',
  })
  @IsOptional()
  @Matches(/^\d{1,14}-\d{1,9}$/)
  @IsString()
  lastEventId?: string;
}
