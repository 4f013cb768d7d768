import { ApiPropertyOptional } from '@nestjs/swagger';
import { Transform, Type } from 'class-transformer';
import { IsBoolean, IsInt, IsOptional, Max, Min } from 'class-validator';

const booleanOf = ({ value }: { value: unknown }): unknown =>
  value === 'true' ? true : value === 'false' ? false : value;

/** Where a log begins and whether it goes on. */
export class LogsQueryDto {
  @ApiPropertyOptional({
    type: 'integer',
    minimum: 0,
    maximum: 5000,
    default: 200,
    description: 'Last lines.',
  })
  @IsOptional()
  @Type(() => Number)
  @Max(5000)
  @Min(0)
  @IsInt()
  tail: number = 200;

  @ApiPropertyOptional({
    type: Boolean,
    default: true,
    description: 'Whether new lines are sent as they come.',
  })
  @IsOptional()
  @Transform(booleanOf)
  @IsBoolean()
  follow: boolean = true;
}
