import { ApiProperty } from '@nestjs/swagger';
import { IsIn, IsString, Length } from 'class-validator';
import { Lowercase } from '../../../core/transforms';
import { PASSWORD_LENGTH } from '../../dto/sign-up.dto';

/** What a mailed link can be for. */
export const LINK_KINDS = ['password-reset', 'email-verification'] as const;
export type LinkKind = (typeof LINK_KINDS)[number];

const TOKEN = { minLength: 1, maxLength: 200 } as const;

/** The token of a link. */
export class LinkTokenDto {
  @ApiProperty(TOKEN)
  @Length(TOKEN.minLength, TOKEN.maxLength)
  @IsString()
  token: string;
}

/** A link whose worth is asked before it is used. */
export class CheckLinkDto extends LinkTokenDto {
  @ApiProperty({ enum: LINK_KINDS })
  @IsIn(LINK_KINDS)
  kind: LinkKind;
}

/** Whose link it is. */
export class LinkDto {
  @ApiProperty()
  email: string;

  @ApiProperty()
  name: string;
}

/** A forgotten password. */
export class RequestPasswordResetDto {
  @ApiProperty({ format: 'email', minLength: 1, maxLength: 254 })
  @Lowercase()
  @Length(1, 254)
  @IsString()
  email: string;
}

/** A new password, and the link that allows it. */
export class ResetPasswordDto extends LinkTokenDto {
  @ApiProperty(PASSWORD_LENGTH)
  @Length(PASSWORD_LENGTH.minLength, PASSWORD_LENGTH.maxLength)
  @IsString()
  password: string;
}
