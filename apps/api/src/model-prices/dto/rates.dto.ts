import { PRICE_SOURCES, type PriceSource } from '@nora/contracts';
import { ApiProperty } from '@nestjs/swagger';

const RATE = { example: '2.500000' } as const;
const PER_MILLION = 'USD for a million tokens, six decimals';

/** What a model costs for a million tokens. */
export class RatesDto {
  @ApiProperty({ ...RATE, description: `${PER_MILLION}.` })
  inputPerMillion: string;

  @ApiProperty({ ...RATE, description: `${PER_MILLION}; reasoning included.` })
  outputPerMillion: string;

  @ApiProperty({
    ...RATE,
    ...{ type: String, nullable: true },
    description: `${PER_MILLION}, of input that the provider had in its cache. Null: as the rest of the input.`,
  })
  cachedInputPerMillion: string | null;
}

/** What a model costs, and who says so. */
export class PricedDto {
  @ApiProperty({
    enum: PRICE_SOURCES,
    description: 'The price list that Nora comes with, or the workspace, which goes before it.',
  })
  source: PriceSource;

  @ApiProperty({
    ...{ type: RatesDto, nullable: true },
    description: 'Null where nobody knows. Of the price list: for calls of no great length, at this time.',
  })
  rates: RatesDto | null;
}
