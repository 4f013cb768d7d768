import { Module } from '@nestjs/common';
import { DemoProviderModule } from '../demo-provider/demo-provider.module';
import { ModelGatewayModule } from '../model-gateway/model-gateway.module';
import { RuntimeListener } from './runtime-listener';

@Module({
  imports: [DemoProviderModule, ModelGatewayModule],
  providers: [RuntimeListener],
  exports: [RuntimeListener],
})
export class RuntimeListenerModule {}
