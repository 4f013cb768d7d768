import { Module } from '@nestjs/common';
import { DemoEndpoint } from './demo-endpoint';
import { ModelKeyHolders } from './model-key-holders';

@Module({ providers: [DemoEndpoint, ModelKeyHolders], exports: [DemoEndpoint] })
export class DemoProviderModule {}
