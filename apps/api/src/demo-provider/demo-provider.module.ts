import { Module } from '@nestjs/common';
import { DemoEndpoint } from './demo-endpoint';
import { DemoListener } from './demo-listener';
import { ModelKeyHolders } from './model-key-holders';

@Module({ providers: [DemoEndpoint, DemoListener, ModelKeyHolders] })
export class DemoProviderModule {}
