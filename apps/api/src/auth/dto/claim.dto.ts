import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsEmail, IsOptional, IsString, Length, MaxLength } from 'class-validator';
import { Lowercase, Trimmed } from '../../core/transforms';

/** What the first administrator says when claiming a new server. */
export class ClaimDto {
  @ApiPropertyOptional({ description: 'Token of the claim link, where the server was started with one.' })
  @IsOptional()
  @MaxLength(200)
  @IsString()
  claimToken?: string;

  @ApiProperty({ format: 'email', maxLength: 254 })
  @Lowercase()
  @MaxLength(254)
  @IsEmail()
  email: string;

  @ApiProperty({ minLength: 12, maxLength: 128 })
  @Length(12, 128)
  @IsString()
  password: string;

  @ApiProperty({ minLength: 1, maxLength: 80 })
  @Trimmed()
  @Length(1, 80)
  @IsString()
  name: string;
}
