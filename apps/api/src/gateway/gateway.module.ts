import { Module } from '@nestjs/common';
import { ChatController } from './chat.controller';
import { ChatService } from './chat.service';
import { GatewayClient } from './gateway-client';
import { GatewayTargetModule } from './target/gateway-target.module';

@Module({
  imports: [GatewayTargetModule],
  controllers: [ChatController],
  providers: [ChatService, GatewayClient],
})
export class GatewayModule {}
