import { Module } from '@nestjs/common';
import { ProviderClient } from './client/provider-client';
import { ProviderTester } from './client/provider-tester';
import { ProviderKeys } from './provider-keys';
import { ProvidersController } from './providers.controller';
import { ProvidersReader } from './providers.reader';
import { ProvidersRepository } from './providers.repository';
import { ProvidersService } from './providers.service';

@Module({
  controllers: [ProvidersController],
  providers: [
    ProviderClient,
    ProviderKeys,
    ProviderTester,
    ProvidersReader,
    ProvidersRepository,
    ProvidersService,
  ],
  exports: [ProviderClient, ProviderKeys, ProvidersReader],
})
export class ProvidersModule {}
