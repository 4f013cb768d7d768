import { Module } from '@nestjs/common';
import { AgentsModule } from '../agents/agents.module';
import { ChatController } from './chat.controller';
import { ChatService } from './chat.service';
import { GatewayClient } from './gateway-client';

@Module({ imports: [AgentsModule], controllers: [ChatController], providers: [ChatService, GatewayClient] })
export class GatewayModule {}
