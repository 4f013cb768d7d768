import { Module } from '@nestjs/common';
import { ChatSessionsController } from './chat-sessions/chat-sessions.controller';
import { ChatSessionsService } from './chat-sessions/chat-sessions.service';
import { ChatController } from './chat/chat.controller';
import { ChatRelay } from './chat/chat.relay';
import { ChatService } from './chat/chat.service';
import { SessionFeed } from './chat/session-feed';
import { AgentRpc } from './rpc/agent-rpc';
import { RpcPool } from './rpc/rpc-pool';
import { GatewayTargetModule } from './target/gateway-target.module';

@Module({
  imports: [GatewayTargetModule],
  controllers: [ChatController, ChatSessionsController],
  providers: [ChatService, ChatSessionsService, ChatRelay, SessionFeed, AgentRpc, RpcPool],
})
export class GatewayModule {}
