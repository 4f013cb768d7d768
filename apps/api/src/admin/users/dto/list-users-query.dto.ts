import { PLATFORM_ROLES, type PlatformRole } from '@nora/contracts';
import { PageQueryDto } from '@nora/http-kit';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsString, MaxLength } from 'class-validator';
import { MayBeAbsent, Trimmed } from '../../../core/transforms';

export const USER_STATES = ['active', 'disabled'] as const;
export type UserState = (typeof USER_STATES)[number];

/** What a list of accounts is narrowed to. */
export class ListUsersQueryDto extends PageQueryDto {
  @ApiPropertyOptional({ description: 'Part of the name or e-mail, in any case.', maxLength: 254 })
  @MayBeAbsent()
  @Trimmed()
  @MaxLength(254)
  @IsString()
  q?: string;

  @ApiPropertyOptional({ enum: PLATFORM_ROLES })
  @MayBeAbsent()
  @IsIn(PLATFORM_ROLES)
  role?: PlatformRole;

  @ApiPropertyOptional({ enum: USER_STATES })
  @MayBeAbsent()
  @IsIn(USER_STATES)
  state?: UserState;
}
