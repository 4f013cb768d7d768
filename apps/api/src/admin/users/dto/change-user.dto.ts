import { PLATFORM_ROLES, type PlatformRole } from '@nora/contracts';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsBoolean, IsIn } from 'class-validator';
import { MayBeAbsent } from '../../../core/transforms';

/** What an administrator changes about an account. What is left out stays. */
export class ChangeUserDto {
  @ApiPropertyOptional({ enum: PLATFORM_ROLES })
  @MayBeAbsent()
  @IsIn(PLATFORM_ROLES)
  platformRole?: PlatformRole;

  @ApiPropertyOptional({
    description: 'A disabled account cannot sign in; its sessions and API keys do nothing.',
  })
  @MayBeAbsent()
  @IsBoolean()
  disabled?: boolean;
}

/** A link to hand on to whoever the account belongs to. */
export class ResetLinkDto {
  @ApiProperty({ description: 'Shown this once. Whoever opens it chooses the password.' })
  url: string;

  @ApiProperty({ format: 'date-time' })
  expiresAt: string;
}
