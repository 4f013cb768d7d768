import {
  MODEL_API_SHAPES,
  MODEL_CALL_OUTCOMES,
  MODEL_PROVIDER_KIND_IDS,
  PRICE_SOURCES,
  type ModelApiShape,
  type ModelCallOutcome,
  type ModelProviderId,
  type PriceSource,
} from '@nora/contracts';
import { PageQueryDto, type Page } from '@nora/http-kit';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { ArrayMaxSize, IsArray, IsIn, IsOptional } from 'class-validator';
import { Repeated } from '../../core/transforms';

const KINDS: ModelProviderId[] = ['demo', ...MODEL_PROVIDER_KIND_IDS];
const COUNT = { type: 'integer', nullable: true } as const;

/** One time that a provider was asked for the answer to a call. */
export class ModelAttemptDto {
  @ApiProperty({ type: String, format: 'uuid', nullable: true, description: 'Null for the built-in demo.' })
  providerId: string | null;

  @ApiProperty({ enum: KINDS })
  kind: ModelProviderId;

  @ApiProperty()
  model: string;

  @ApiProperty({ ...COUNT, description: 'HTTP status; null when there was no answer.' })
  status: number | null;

  @ApiProperty({ type: String, nullable: true })
  error: string | null;

  @ApiProperty({ type: 'integer', description: 'How long it took, in milliseconds.' })
  ms: number;
}

/** One call of a model. */
export class ModelCallDto {
  @ApiProperty({ format: 'uuid' })
  id: string;

  @ApiProperty({ format: 'date-time', description: 'When it came.' })
  at: string;

  @ApiProperty({ type: String, format: 'uuid', nullable: true, description: 'Null for the built-in demo.' })
  providerId: string | null;

  @ApiProperty({ description: 'The kind of the provider once that has gone.' })
  providerName: string;

  @ApiProperty({ enum: KINDS })
  providerKind: ModelProviderId;

  @ApiProperty()
  model: string;

  @ApiProperty({ enum: MODEL_API_SHAPES })
  shape: ModelApiShape;

  @ApiProperty()
  streamed: boolean;

  @ApiProperty({ enum: MODEL_CALL_OUTCOMES })
  outcome: ModelCallOutcome;

  @ApiProperty({ ...COUNT, description: 'HTTP status that the agent was answered with.' })
  status: number | null;

  @ApiProperty({ type: String, nullable: true })
  errorCode: string | null;

  @ApiProperty(COUNT)
  inputTokens: number | null;

  @ApiProperty(COUNT)
  outputTokens: number | null;

  @ApiProperty(COUNT)
  cachedInputTokens: number | null;

  @ApiProperty(COUNT)
  reasoningTokens: number | null;

  @ApiProperty({ type: 'integer' })
  latencyMs: number;

  @ApiProperty({ ...COUNT, description: 'Milliseconds until the first of the answer.' })
  firstTokenMs: number | null;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'USD with six decimals; null where no price is known.',
  })
  costUsd: string | null;

  @ApiProperty({ enum: PRICE_SOURCES })
  priceSource: PriceSource;

  @ApiProperty({ type: [ModelAttemptDto], description: 'Whom it was sent to, in this order.' })
  attempts: ModelAttemptDto[];
}

export class ModelCallPageDto implements Page<ModelCallDto> {
  @ApiProperty({ type: [ModelCallDto] })
  items: ModelCallDto[];

  @ApiProperty({ type: String, nullable: true })
  nextCursor: string | null;
}

/** Which calls are listed. */
export class ListModelCallsQueryDto extends PageQueryDto {
  @ApiPropertyOptional({ enum: MODEL_CALL_OUTCOMES, isArray: true, description: 'May be repeated.' })
  @IsOptional()
  @Repeated()
  @IsIn(MODEL_CALL_OUTCOMES, { each: true })
  @ArrayMaxSize(MODEL_CALL_OUTCOMES.length)
  @IsArray()
  outcome?: ModelCallOutcome[];
}
