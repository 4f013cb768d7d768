import { ApiProperty } from '@nestjs/swagger';
import { PricedDto } from './rates.dto';

/** A model of a provider. */
export class ProviderModelDto {
  @ApiProperty({ description: 'As the provider names it, and as it is given where a model is chosen.' })
  id: string;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'For a person, where the provider has such a name.',
  })
  name: string | null;

  @ApiProperty({
    description: 'Whether the provider lists it; if not it is here because the workspace names it.',
  })
  listed: boolean;

  @ApiProperty({
    ...{ type: 'integer', nullable: true },
    description: 'Tokens that fit in; null where nobody knows.',
  })
  contextWindow: number | null;

  @ApiProperty({
    ...{ type: 'integer', nullable: true },
    description: 'Tokens that come out at most; null where nobody knows.',
  })
  maxOutputTokens: number | null;

  @ApiProperty({ type: PricedDto })
  price: PricedDto;
}

/** Models of a provider, as it lists them at this moment. */
export class ProviderModelsDto {
  @ApiProperty({ type: [ProviderModelDto] })
  models: ProviderModelDto[];

  @ApiProperty({ description: 'Whether the provider has a list. Where it has none, any model may be named.' })
  hasList: boolean;

  @ApiProperty({ format: 'date-time', description: 'When it was asked; an answer is kept for a minute.' })
  askedAt: string;
}
