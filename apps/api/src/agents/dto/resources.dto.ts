import { ApiProperty } from '@nestjs/swagger';
import { IsInt, IsNumber, Max, Min } from 'class-validator';

/** What a runtime may use. */
export class ResourcesDto {
  @ApiProperty({ minimum: 0.25, maximum: 16, description: 'Virtual CPUs.' })
  @Max(16)
  @Min(0.25)
  @IsNumber({ maxDecimalPlaces: 2 })
  vcpu: number;

  @ApiProperty({
    type: 'integer',
    minimum: 1536,
    maximum: 65_536,
    description: 'Memory in MiB; OpenClaw needs 1.5 GiB.',
  })
  @Max(65_536)
  @Min(1536)
  @IsInt()
  ramMb: number;

  @ApiProperty({ type: 'integer', minimum: 1, maximum: 500, description: 'Disk in GiB.' })
  @Max(500)
  @Min(1)
  @IsInt()
  diskGb: number;
}
