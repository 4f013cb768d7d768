import { LOOP_ACTIONS, MODEL_DELIVERIES, type LoopAction, type ModelDelivery } from '@nora/contracts';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsIn,
  IsInt,
  IsObject,
  IsOptional,
  IsUUID,
  Max,
  Min,
  ValidateNested,
} from 'class-validator';
import { MayBeAbsent } from '../../core/transforms';
import { IsModelName, MODEL_NAME } from './model-name';

/** Fallbacks that an agent can have. */
export const MOST_FALLBACKS = 5;

const PROVIDER = {
  ...{ type: String, format: 'uuid', nullable: true },
  description: 'A provider of the workspace; null for the built-in demo.',
} as const;

/** A model of a provider. */
export class ModelChoiceDto {
  @ApiProperty(PROVIDER)
  @IsOptional()
  @IsUUID()
  providerId: string | null = null;

  @ApiProperty(MODEL_NAME)
  @IsModelName()
  model: string;
}

/** When an agent that asks the same again and again is in a loop, and what is done then. */
export class SetLoopGuardDto {
  @ApiProperty({ enum: LOOP_ACTIONS })
  @IsIn(LOOP_ACTIONS)
  action: LoopAction;

  @ApiProperty({ type: 'integer', minimum: 2, maximum: 1000 })
  @Max(1000)
  @Min(2)
  @IsInt()
  times: number;

  @ApiProperty({ type: 'integer', minimum: 1, maximum: 1440 })
  @Max(1440)
  @Min(1)
  @IsInt()
  minutes: number;
}

/** What an agent is to be bound to. What is left out stays as it is, but for the fallbacks: absent, there are none. */
export class SetAgentModelDto extends ModelChoiceDto {
  @ApiPropertyOptional({ type: [ModelChoiceDto], maxItems: MOST_FALLBACKS, default: [] })
  @MayBeAbsent()
  @ValidateNested({ each: true })
  @Type(() => ModelChoiceDto)
  @ArrayMaxSize(MOST_FALLBACKS)
  @IsArray()
  fallbacks: ModelChoiceDto[] = [];

  @ApiPropertyOptional({ enum: MODEL_DELIVERIES })
  @MayBeAbsent()
  @IsIn(MODEL_DELIVERIES)
  delivery?: ModelDelivery;

  @ApiPropertyOptional({ type: SetLoopGuardDto })
  @MayBeAbsent()
  @IsObject()
  @ValidateNested()
  @Type(() => SetLoopGuardDto)
  loop?: SetLoopGuardDto;
}
