import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsEmail, IsOptional, IsString, Length, MaxLength } from 'class-validator';
import { IsPersonName, PERSON_NAME } from '../../core/person-name';
import { Lowercase } from '../../core/transforms';

/** Bounds of a password that somebody chooses. */
export const PASSWORD_LENGTH = { minLength: 8, maxLength: 128 } as const;

/** A new account. */
export class SignUpDto {
  @ApiProperty({ format: 'email', maxLength: 254 })
  @Lowercase()
  @MaxLength(254)
  @IsEmail()
  email: string;

  @ApiProperty(PASSWORD_LENGTH)
  @Length(PASSWORD_LENGTH.minLength, PASSWORD_LENGTH.maxLength)
  @IsString()
  password: string;

  @ApiProperty(PERSON_NAME)
  @IsPersonName()
  name: string;

  @ApiPropertyOptional({
    description: 'Token of an invitation of this address; opens an account where sign-up is closed.',
    maxLength: 200,
  })
  @IsOptional()
  @MaxLength(200)
  @IsString()
  invitationToken?: string;
}
