import { API_KEY_SCOPES, type ApiKeyScope } from '@nora/contracts';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import {
  ArrayMaxSize,
  ArrayMinSize,
  ArrayUnique,
  IsArray,
  IsIn,
  IsISO8601,
  IsOptional,
} from 'class-validator';
import { IsCidr } from '../is-cidr';
import { API_KEY_NAME, IsApiKeyName } from './api-key-name';

/** What a new API key may do, from where, and for how long. */
export class CreateApiKeyDto {
  @ApiProperty({ ...API_KEY_NAME })
  @IsApiKeyName()
  name: string;

  @ApiProperty({ enum: API_KEY_SCOPES, isArray: true, minItems: 1, uniqueItems: true })
  @ArrayUnique()
  @IsIn(API_KEY_SCOPES, { each: true })
  @ArrayMaxSize(API_KEY_SCOPES.length)
  @ArrayMinSize(1)
  @IsArray()
  scopes: ApiKeyScope[];

  @ApiPropertyOptional({
    type: String,
    format: 'date-time',
    nullable: true,
    description: 'When it ends; null or nothing for never.',
  })
  @IsOptional()
  @IsISO8601({ strict: true, strictSeparator: true })
  expiresAt?: string | null;

  @ApiPropertyOptional({
    type: [String],
    maxItems: 50,
    description: 'Addresses or CIDR blocks it may be used from, e.g. 192.0.2.0/24; empty means anywhere.',
  })
  @IsOptional()
  @IsCidr({ each: true })
  @ArrayMaxSize(50)
  @IsArray()
  allowedCidrs?: string[];
}
