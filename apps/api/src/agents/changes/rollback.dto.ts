import { ApiProperty } from '@nestjs/swagger';
import { IsInt, Max, Min } from 'class-validator';

/** Where to go back to. */
export class RollbackDto {
  @ApiProperty({ type: 'integer', minimum: 1, description: 'Number of the version.' })
  @Max(2_147_483_647)
  @Min(1)
  @IsInt()
  version: number;
}
