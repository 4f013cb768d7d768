import { ApiProperty } from '@nestjs/swagger';
import { IsString, Length, MaxLength } from 'class-validator';
import { Lowercase } from '../../core/transforms';

/** A log-in with e-mail and password. */
export class LoginDto {
  @ApiProperty({ format: 'email', maxLength: 254 })
  @Lowercase()
  @IsString()
  @Length(1, 254)
  email: string;

  @ApiProperty({ maxLength: 128 })
  @IsString()
  @MaxLength(128)
  password: string;
}
