import { applyDecorators } from '@nestjs/common';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsOptional, IsString, IsUUID, Matches } from 'class-validator';
import { IsModelName, MODEL_NAME } from '../../agent-models/dto/model-name';
import { MayBeAbsent } from '../../core/transforms';

const RATE = {
  pattern: '^\\d{1,6}(\\.\\d{1,6})?$',
  example: '2.50',
  description: 'USD for a million tokens, with up to six decimals; zero where it costs nothing.',
} as const;
const CACHED = {
  ...{ ...RATE, type: String, nullable: true },
  description: 'Of input that the provider had in its cache. Null: as the rest of the input.',
} as const;

const IsRate = (): PropertyDecorator =>
  applyDecorators(
    Matches(new RegExp(RATE.pattern), {
      message: '$property must be a decimal number with up to six digits before and after the point',
    }),
    IsString(),
  );

/** What a model is said to cost. */
export class CreateModelPriceDto {
  @ApiProperty({ format: 'uuid' })
  @IsUUID()
  providerId: string;

  @ApiProperty({ ...MODEL_NAME, description: 'As the provider names it.' })
  @IsModelName()
  model: string;

  @ApiProperty(RATE)
  @IsRate()
  inputPerMillion: string;

  @ApiProperty({ ...RATE, description: `${RATE.description} Reasoning included.` })
  @IsRate()
  outputPerMillion: string;

  @ApiPropertyOptional(CACHED)
  @IsOptional()
  @IsRate()
  cachedInputPerMillion?: string | null;
}

/** What is to be another of a price. */
export class ChangeModelPriceDto {
  @ApiPropertyOptional(RATE)
  @MayBeAbsent()
  @IsRate()
  inputPerMillion?: string;

  @ApiPropertyOptional(RATE)
  @MayBeAbsent()
  @IsRate()
  outputPerMillion?: string;

  @ApiPropertyOptional(CACHED)
  @IsOptional()
  @IsRate()
  cachedInputPerMillion?: string | null;
}
