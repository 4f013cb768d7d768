import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsBoolean } from 'class-validator';
import { Flag, MayBeAbsent } from '../core/transforms';

/** Which sessions end. */
export class RevokeSessionsQueryDto {
  @ApiPropertyOptional({ type: Boolean, default: false, description: 'Whether this session ends too.' })
  @MayBeAbsent()
  @IsBoolean()
  @Flag()
  all: boolean = false;
}
