import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsString, Length, MaxLength } from 'class-validator';
import { PASSWORD_LENGTH } from '../../auth/dto/sign-up.dto';
import { MayBeAbsent } from '../../core/transforms';

/** Another password. */
export class ChangePasswordDto {
  @ApiPropertyOptional({ maxLength: 128, description: 'Left out by an account that has no password yet.' })
  @MayBeAbsent()
  @MaxLength(128)
  @IsString()
  currentPassword?: string;

  @ApiProperty(PASSWORD_LENGTH)
  @Length(PASSWORD_LENGTH.minLength, PASSWORD_LENGTH.maxLength)
  @IsString()
  newPassword: string;
}
