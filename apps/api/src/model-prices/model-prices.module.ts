import { Module } from '@nestjs/common';
import { ProvidersModule } from '../providers/providers.module';
import { ModelPricesController } from './model-prices.controller';
import { ModelPricesRepository } from './model-prices.repository';
import { ModelPricesService } from './model-prices.service';
import { ProviderLists } from './provider-lists';
import { ProviderModelsController } from './provider-models.controller';
import { ProviderModelsReader } from './provider-models.reader';

@Module({
  imports: [ProvidersModule],
  controllers: [ModelPricesController, ProviderModelsController],
  providers: [ModelPricesRepository, ModelPricesService, ProviderLists, ProviderModelsReader],
})
export class ModelPricesModule {}
