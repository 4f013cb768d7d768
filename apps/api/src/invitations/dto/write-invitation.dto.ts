import { INVITABLE_ROLES, type InvitableRole } from '@nora/contracts';
import { ApiProperty } from '@nestjs/swagger';
import { IsEmail, IsIn, IsString, Length, MaxLength } from 'class-validator';
import { Lowercase } from '../../core/transforms';

/** Whom to invite, and as what. Ownership is handed over, not offered. */
export class InviteDto {
  @ApiProperty({ format: 'email', maxLength: 254 })
  @Lowercase()
  @MaxLength(254)
  @IsEmail()
  email: string;

  @ApiProperty({ enum: INVITABLE_ROLES })
  @IsIn(INVITABLE_ROLES)
  role: InvitableRole;
}

/** The token of an invitation link. */
export class InvitationTokenDto {
  @ApiProperty({ minLength: 1, maxLength: 200 })
  @Length(1, 200)
  @IsString()
  token: string;
}
