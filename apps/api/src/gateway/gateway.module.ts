import { Module } from '@nestjs/common';
import { CapabilitiesController } from './capabilities/capabilities.controller';
import { CapabilitiesService } from './capabilities/capabilities.service';
import { ChatSessionsController } from './chat-sessions/chat-sessions.controller';
import { ChatSessionsService } from './chat-sessions/chat-sessions.service';
import { ChatController } from './chat/chat.controller';
import { ChatRelay } from './chat/chat.relay';
import { ChatService } from './chat/chat.service';
import { SessionFeed } from './chat/session-feed';
import { EmbedController } from './embed/embed.controller';
import { EmbedService } from './embed/embed.service';
import { ConnectionCaps } from './proxy/connection-caps';
import { GatewayProxyController } from './proxy/gateway-proxy.controller';
import { GatewayProxyService } from './proxy/gateway-proxy.service';
import { HttpProxy } from './proxy/http-proxy';
import { WebSocketRelay } from './proxy/websocket-relay';
import { AgentRpc } from './rpc/agent-rpc';
import { RpcPool } from './rpc/rpc-pool';
import { GatewayTargetModule } from './target/gateway-target.module';

@Module({
  imports: [GatewayTargetModule],
  // The last one takes whatever the others leave.
  controllers: [
    ...[CapabilitiesController, ChatController, ChatSessionsController],
    ...[EmbedController, GatewayProxyController],
  ],
  providers: [
    ...[ChatService, ChatSessionsService, ChatRelay, SessionFeed, AgentRpc, RpcPool],
    ...[CapabilitiesService, ConnectionCaps, EmbedService, GatewayProxyService, HttpProxy, WebSocketRelay],
  ],
})
export class GatewayModule {}
