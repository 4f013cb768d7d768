import { MODEL_PROVIDER_KIND_IDS, type ModelProviderKind } from '@nora/contracts';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsBoolean, IsIn, IsOptional } from 'class-validator';
import { IsModelName, MODEL_NAME } from '../../agent-models/dto/model-name';
import { MayBeAbsent } from '../../core/transforms';
import {
  API_KEY,
  BASE_URL,
  IsBaseUrl,
  IsProviderKey,
  IsProviderName,
  PROVIDER_NAME,
} from './provider-fields';

const NULLABLE_URL = {
  ...BASE_URL,
  type: String,
  nullable: true,
  description: `${BASE_URL.description} Null for that of its kind.`,
} as const;
const NULLABLE_KEY = { ...API_KEY, type: String, nullable: true } as const;
const SKIP_TEST = { default: false, description: 'Saves it without asking the provider whether it answers.' };
const DEFAULT_MODEL = { ...MODEL_NAME, description: 'The model that agents get which name none.' };

/** What is tried out before it is saved. */
export class TryProviderDto {
  @ApiProperty({ enum: MODEL_PROVIDER_KIND_IDS })
  @IsIn(MODEL_PROVIDER_KIND_IDS)
  kind: ModelProviderKind;

  @ApiPropertyOptional(NULLABLE_URL)
  @IsOptional()
  @IsBaseUrl()
  baseUrl?: string | null;

  @ApiPropertyOptional(NULLABLE_KEY)
  @IsOptional()
  @IsProviderKey()
  apiKey?: string | null;

  @ApiPropertyOptional({ ...MODEL_NAME, description: 'Asked for where the models are not listed.' })
  @MayBeAbsent()
  @IsModelName()
  defaultModel?: string;
}

/** A new provider. */
export class CreateProviderDto extends TryProviderDto {
  @ApiProperty(PROVIDER_NAME)
  @IsProviderName()
  name: string;

  @ApiProperty(DEFAULT_MODEL)
  @IsModelName()
  declare defaultModel: string;

  @ApiPropertyOptional({ default: false, description: 'Takes the place of the default that there is.' })
  @MayBeAbsent()
  @IsBoolean()
  isDefault: boolean = false;

  @ApiPropertyOptional(SKIP_TEST)
  @MayBeAbsent()
  @IsBoolean()
  skipTest: boolean = false;
}

/** What is to be another. A new key takes the place of the old one with the next call. */
export class ChangeProviderDto {
  @ApiPropertyOptional(PROVIDER_NAME)
  @MayBeAbsent()
  @IsProviderName()
  name?: string;

  @ApiPropertyOptional({
    ...NULLABLE_URL,
    description: `${NULLABLE_URL.description} Another one asks for the key anew.`,
  })
  @IsOptional()
  @IsBaseUrl()
  baseUrl?: string | null;

  @ApiPropertyOptional({ ...NULLABLE_KEY, description: `${API_KEY.description} Null takes it away.` })
  @IsOptional()
  @IsProviderKey()
  apiKey?: string | null;

  @ApiPropertyOptional(DEFAULT_MODEL)
  @MayBeAbsent()
  @IsModelName()
  defaultModel?: string;

  @ApiPropertyOptional({ description: 'While it is false, calls are refused or go to a fallback.' })
  @MayBeAbsent()
  @IsBoolean()
  enabled?: boolean;

  @ApiPropertyOptional({ description: 'True takes the place of the default that there is.' })
  @MayBeAbsent()
  @IsBoolean()
  isDefault?: boolean;

  @ApiPropertyOptional(SKIP_TEST)
  @MayBeAbsent()
  @IsBoolean()
  skipTest: boolean = false;
}
