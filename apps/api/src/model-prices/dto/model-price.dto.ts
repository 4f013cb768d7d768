import { PageQueryDto, type Page } from '@nora/http-kit';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsOptional, IsUUID } from 'class-validator';
import { RatesDto } from './rates.dto';

/** What a workspace says a model costs. It goes before the price list. */
export class ModelPriceDto extends RatesDto {
  @ApiProperty({ format: 'uuid' })
  id: string;

  @ApiProperty({ format: 'uuid' })
  providerId: string;

  @ApiProperty()
  providerName: string;

  @ApiProperty()
  model: string;

  @ApiProperty({
    ...{ type: RatesDto, nullable: true },
    description: 'What the price list says of it; null where that does not know it.',
  })
  listed: RatesDto | null;

  @ApiProperty({ format: 'date-time' })
  createdAt: string;

  @ApiProperty({ format: 'date-time' })
  updatedAt: string;
}

export class ModelPricePageDto implements Page<ModelPriceDto> {
  @ApiProperty({ type: [ModelPriceDto] })
  items: ModelPriceDto[];

  @ApiProperty({ type: String, nullable: true })
  nextCursor: string | null;
}

/** Which prices are listed. */
export class ListModelPricesQueryDto extends PageQueryDto {
  @ApiPropertyOptional({ format: 'uuid', description: 'Only those of this provider.' })
  @IsOptional()
  @IsUUID()
  providerId?: string;
}
