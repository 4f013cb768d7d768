import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsEmail, IsOptional, IsString, Length, MaxLength } from 'class-validator';
import { Lowercase, Trimmed } from '../../core/transforms';

/** What the first administrator says when claiming a new server. */
export class ClaimDto {
  @ApiPropertyOptional({ description: 'Token of the claim link, where the server was started with one.' })
  @IsOptional()
  @IsString()
  @MaxLength(200)
  claimToken?: string;

  @ApiProperty({ format: 'email', maxLength: 254 })
  @Lowercase()
  @IsEmail()
  @MaxLength(254)
  email: string;

  @ApiProperty({ minLength: 12, maxLength: 128 })
  @IsString()
  @Length(12, 128)
  password: string;

  @ApiProperty({ minLength: 1, maxLength: 80 })
  @Trimmed()
  @IsString()
  @Length(1, 80)
  name: string;
}
