import { ApiProperty } from '@nestjs/swagger';
import { IsString, Length, MaxLength } from 'class-validator';
import { Lowercase } from '../../core/transforms';

/** A log-in with e-mail and password. */
export class LoginDto {
  @ApiProperty({ format: 'email', maxLength: 254 })
  @Lowercase()
  @Length(1, 254)
  @IsString()
  email: string;

  @ApiProperty({ maxLength: 128 })
  @MaxLength(128)
  @IsString()
  password: string;
}
