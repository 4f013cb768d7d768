import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional } from 'class-validator';
import { IsInstant } from '../../core/instant';
import { METRIC_RANGES, type MetricRange } from '../metric-window';

/** Which part of a history: the last minutes, hours or days, or from one time to another. */
export class MetricsQueryDto {
  @ApiPropertyOptional({
    enum: METRIC_RANGES,
    default: '1h',
    description: 'Until now; not beside `from` and `to`.',
  })
  @IsOptional()
  @IsIn(METRIC_RANGES)
  range?: MetricRange;

  @ApiPropertyOptional({ format: 'date-time', description: 'Not before this time; goes with `to`.' })
  @IsOptional()
  @IsInstant()
  from?: string;

  @ApiPropertyOptional({ format: 'date-time', description: 'Before this time, up to 366 days after `from`.' })
  @IsOptional()
  @IsInstant()
  to?: string;
}
