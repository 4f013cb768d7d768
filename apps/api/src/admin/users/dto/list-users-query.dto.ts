import { PLATFORM_ROLES, type PlatformRole } from '@nora/contracts';
import { PageQueryDto } from '@nora/http-kit';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn } from 'class-validator';
import { IsSearchText } from '../../../core/search-text';
import { MayBeAbsent } from '../../../core/transforms';

export const USER_STATES = ['active', 'disabled'] as const;
export type UserState = (typeof USER_STATES)[number];

/** What a list of accounts is narrowed to. */
export class ListUsersQueryDto extends PageQueryDto {
  @ApiPropertyOptional({ description: 'Part of the name or e-mail, in any case.', maxLength: 254 })
  @IsSearchText(254)
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
