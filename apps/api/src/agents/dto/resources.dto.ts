import { ApiProperty } from '@nestjs/swagger';
import { IsInt, IsNumber, Max, Min } from 'class-validator';

/** What a runtime may use. */
export class ResourcesDto {
  @ApiProperty({ minimum: 0.25, maximum: 16, description: 'Virtual CPUs.' })
  @IsNumber({ maxDecimalPlaces: 2 })
  @Min(0.25)
  @Max(16)
  vcpu: number;

  @ApiProperty({ type: 'integer', minimum: 512, maximum: 65_536, description: 'Memory in MiB.' })
  @IsInt()
  @Min(512)
  @Max(65_536)
  ramMb: number;

  @ApiProperty({ type: 'integer', minimum: 1, maximum: 500, description: 'Disk in GiB.' })
  @IsInt()
  @Min(1)
  @Max(500)
  diskGb: number;
}
