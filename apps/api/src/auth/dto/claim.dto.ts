import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsEmail, IsOptional, IsString, Length, MaxLength } from 'class-validator';
import { IsPersonName, PERSON_NAME } from '../../core/person-name';
import { Lowercase } from '../../core/transforms';

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

  @ApiProperty(PERSON_NAME)
  @IsPersonName()
  name: string;
}
