import { TERMINAL_SIDE_MAX } from '@nora/contracts';
import type { Page } from '@nora/http-kit';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsInt, IsOptional, IsUUID, Max, Min } from 'class-validator';
import { PersonDto } from '../core/person.dto';

const SIDE = { type: 'integer', minimum: 1, maximum: TERMINAL_SIDE_MAX } as const;

/** The size of a terminal, and which one it is to be. */
export class TerminalQueryDto {
  @ApiPropertyOptional({ ...SIDE, default: 80, description: 'Characters of a line.' })
  @IsOptional()
  @Type(() => Number)
  @Max(TERMINAL_SIDE_MAX)
  @Min(1)
  @IsInt()
  cols: number = 80;

  @ApiPropertyOptional({ ...SIDE, default: 24, description: 'Lines.' })
  @IsOptional()
  @Type(() => Number)
  @Max(TERMINAL_SIDE_MAX)
  @Min(1)
  @IsInt()
  rows: number = 24;

  @ApiPropertyOptional({ format: 'uuid', description: 'A terminal of your own to come back to.' })
  @IsOptional()
  @IsUUID()
  terminal?: string;

  @ApiPropertyOptional({
    ...{ type: 'integer', minimum: 0, maximum: Number.MAX_SAFE_INTEGER, default: 0 },
    description: 'Bytes of its output that you have seen.',
  })
  @IsOptional()
  @Type(() => Number)
  @Max(Number.MAX_SAFE_INTEGER)
  @Min(0)
  @IsInt()
  after: number = 0;
}

/** A terminal that is open. */
export class TerminalDto {
  @ApiProperty({ format: 'uuid' })
  id: string;

  @ApiProperty({ description: 'Who opened it.' })
  openedBy: PersonDto;

  @ApiProperty({ description: 'Whether you can come back to it.' })
  own: boolean;

  @ApiProperty({ description: 'Whether somebody looks at it now.' })
  watched: boolean;

  @ApiProperty({ format: 'date-time' })
  startedAt: string;

  @ApiProperty({
    format: 'date-time',
    description: 'When somebody last typed something; at first, the start.',
  })
  lastInputAt: string;
}

export class TerminalPageDto implements Page<TerminalDto> {
  @ApiProperty({ type: [TerminalDto] })
  items: TerminalDto[];

  @ApiProperty({ type: String, nullable: true })
  nextCursor: string | null;
}
