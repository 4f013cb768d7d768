import { PLATFORM_ROLES, type PlatformRole } from '@nora/contracts';
import { ApiProperty } from '@nestjs/swagger';

/** The signed-in account. */
export class MeDto {
  @ApiProperty({ format: 'uuid' })
  id: string;

  @ApiProperty()
  email: string;

  @ApiProperty()
  name: string;

  @ApiProperty({ enum: PLATFORM_ROLES })
  platformRole: PlatformRole;
}
