import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsString, Length, MaxLength } from 'class-validator';
import { MayBeAbsent } from '../../core/transforms';

/** Where to send the browser. */
export class OauthStartDto {
  @ApiProperty({ format: 'uri', description: 'A page of the identity provider.' })
  url: string;
}

/** Begins to link an account at an identity provider. */
export class StartOauthLinkDto {
  @ApiPropertyOptional({
    maxLength: 128,
    description: 'Of the account; only an account without one leaves it out.',
  })
  @MayBeAbsent()
  @MaxLength(128)
  @IsString()
  password?: string;
}

/** What the identity provider added to the address it sent the browser back to. Other members of it are not needed. */
export class OauthReturnDto {
  @ApiProperty({ maxLength: 200 })
  @Length(1, 200)
  @IsString()
  state: string;

  @ApiPropertyOptional({ maxLength: 4000 })
  @MayBeAbsent()
  @MaxLength(4000)
  @IsString()
  code?: string;

  @ApiPropertyOptional({ maxLength: 500, description: 'Issuer (RFC 9207).' })
  @MayBeAbsent()
  @MaxLength(500)
  @IsString()
  iss?: string;

  @ApiPropertyOptional({
    maxLength: 200,
    description: 'E.g. `access_denied` when the sign-in was called off there.',
  })
  @MayBeAbsent()
  @MaxLength(200)
  @IsString()
  error?: string;

  @ApiPropertyOptional({ maxLength: 2000 })
  @MayBeAbsent()
  @MaxLength(2000)
  @IsString()
  error_description?: string;
}
