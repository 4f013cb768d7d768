import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsInt, IsNumber, IsOptional, Max, Min } from 'class-validator';
import { MayBeAbsent } from '../../core/transforms';

const VCPU = { minimum: 0.25, maximum: 16, description: 'Virtual CPUs.' };
const RAM_MB = {
  type: 'integer',
  minimum: 1536,
  maximum: 65_536,
  description: 'Memory in MiB; OpenClaw needs 1.5 GiB.',
} as const;
const DISK_GB = {
  type: 'integer',
  minimum: 1,
  maximum: 500,
  nullable: true,
  description:
    'Disk in GiB; null for no limit. Refused with `unsupported_capability` where the target has no such limit.',
} as const;

/** What a runtime may use. */
export class ResourcesDto {
  @ApiProperty(VCPU)
  vcpu: number;

  @ApiProperty(RAM_MB)
  ramMb: number;

  @ApiProperty({ type: 'integer', nullable: true, description: 'Disk in GiB; null for no limit.' })
  diskGb: number | null;
}

/** What a new agent may use. */
export class NewResourcesDto {
  @ApiProperty(VCPU)
  @Max(16)
  @Min(0.25)
  @IsNumber({ maxDecimalPlaces: 2 })
  vcpu: number;

  @ApiProperty(RAM_MB)
  @Max(65_536)
  @Min(1536)
  @IsInt()
  ramMb: number;

  @ApiPropertyOptional({ ...DISK_GB, default: null })
  @IsOptional()
  @Max(500)
  @Min(1)
  @IsInt()
  diskGb: number | null = null;
}

/** Other resources; what is left out stays as it is. */
export class ChangedResourcesDto {
  @ApiPropertyOptional(VCPU)
  @MayBeAbsent()
  @Max(16)
  @Min(0.25)
  @IsNumber({ maxDecimalPlaces: 2 })
  vcpu?: number;

  @ApiPropertyOptional(RAM_MB)
  @MayBeAbsent()
  @Max(65_536)
  @Min(1536)
  @IsInt()
  ramMb?: number;

  @ApiPropertyOptional(DISK_GB)
  @IsOptional()
  @Max(500)
  @Min(1)
  @IsInt()
  diskGb?: number | null;
}
