import { Actor, ApiProblems, Authorize, PageQueryDto, SseStream, type WorkspaceActor } from '@nora/http-kit';
import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query, Res } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiParam, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { StreamWatch } from '../../access/stream-watch';
import { UuidPipe } from '../../core/uuid.pipe';
import { ChatRelay } from '../chat/chat.relay';
import { ChatService } from '../chat/chat.service';
import { SESSION_KEY, SessionKeyPipe } from '../chat/session-key';
import { ChatMessagePageDto } from './chat-message.dto';
import {
  AbortChatDto,
  ChatAbortedDto,
  ChatSessionDto,
  ChatSessionPageDto,
  ListChatSessionsQueryDto,
  RenameChatSessionDto,
} from './chat-session.dto';
import { ChatSessionsService } from './chat-sessions.service';

const SESSION = { name: 'sessionKey', schema: { type: 'string', pattern: SESSION_KEY.source } };

/** Conversations with an agent, as the agent keeps them. */
@ApiTags('Chat')
@ApiParam({ name: 'agentId', format: 'uuid' })
@Controller('agents/:agentId/chat/sessions')
export class ChatSessionsController {
  constructor(
    private readonly sessions: ChatSessionsService,
    private readonly chat: ChatService,
    private readonly relay: ChatRelay,
    private readonly watch: StreamWatch,
  ) {}

  /** Conversations with an agent. */
  @Get()
  @Authorize('chat:read')
  @ApiProblems('agent_not_running', 'runtime_unreachable', 'runtime_refused', 'runtime_timeout')
  @ApiOkResponse({ type: ChatSessionPageDto })
  listChatSessions(
    @Actor() actor: WorkspaceActor,
    @Param('agentId', UuidPipe) agentId: string,
    @Query() query: ListChatSessionsQueryDto,
  ): Promise<ChatSessionPageDto> {
    return this.sessions.list(actor, agentId, query);
  }

  /** Gives a conversation another name. */
  @Patch(':sessionKey')
  @ApiParam(SESSION)
  @Authorize('agents:chat')
  @ApiProblems('name_taken', 'agent_not_running', 'runtime_unreachable', 'runtime_refused', 'runtime_timeout')
  @ApiOkResponse({ type: ChatSessionDto })
  renameChatSession(
    @Actor() actor: WorkspaceActor,
    @Param('agentId', UuidPipe) agentId: string,
    @Param('sessionKey', SessionKeyPipe) sessionKey: string,
    @Body() { title }: RenameChatSessionDto,
  ): Promise<ChatSessionDto> {
    return this.sessions.rename(actor, agentId, sessionKey, title);
  }

  /** Deletes the conversation and all that was said in it, for good. */
  @Delete(':sessionKey')
  @ApiParam(SESSION)
  @HttpCode(204)
  @Authorize('agents:chat')
  @ApiProblems('agent_not_running', 'runtime_unreachable', 'runtime_refused', 'runtime_timeout')
  @ApiNoContentResponse({ description: 'The conversation is gone.' })
  async deleteChatSession(
    @Actor() actor: WorkspaceActor,
    @Param('agentId', UuidPipe) agentId: string,
    @Param('sessionKey', SessionKeyPipe) sessionKey: string,
  ): Promise<void> {
    await this.sessions.delete(actor, agentId, sessionKey);
  }

  /** The newest messages, the oldest of them first. */
  @Get(':sessionKey/messages')
  @ApiParam(SESSION)
  @Authorize('chat:read')
  @ApiProblems('agent_not_running', 'runtime_unreachable', 'runtime_refused', 'runtime_timeout')
  @ApiOkResponse({ type: ChatMessagePageDto })
  listChatMessages(
    @Actor() actor: WorkspaceActor,
    @Param('agentId', UuidPipe) agentId: string,
    @Param('sessionKey', SessionKeyPipe) sessionKey: string,
    @Query() query: PageQueryDto,
  ): Promise<ChatMessagePageDto> {
    return this.sessions.messages(actor, agentId, sessionKey, query);
  }

  /**
   * What happens in the conversation, as server-sent events: those of a turn, whoever began it, and `message` for what
   * people write. A turn that goes on already is told from where it is, then comes `synced {running}`. `interrupted
   * {detail}`: the connection to the agent is lost; `missed {reason}`: read the messages again, what goes on is told
   * anew. The conversation need not exist yet.
   */
  @Get(':sessionKey/stream')
  @ApiParam(SESSION)
  @Authorize('chat:read')
  @ApiProduces('text/event-stream')
  @ApiProblems('agent_not_running', 'runtime_unreachable', 'runtime_refused', 'runtime_timeout')
  @ApiOkResponse({ schema: { type: 'string' }, description: 'Events whose `data` is JSON.' })
  async streamChatSession(
    @Actor() actor: WorkspaceActor,
    @Param('agentId', UuidPipe) agentId: string,
    @Param('sessionKey', SessionKeyPipe) sessionKey: string,
    @Res() response: Response,
  ): Promise<void> {
    const gone = new AbortController();
    response.on('close', () => gone.abort());
    const events = await this.sessions.follow(actor, agentId, { sessionKey, signal: gone.signal });
    const stream = new SseStream(response);
    stream.signal.addEventListener('abort', () => gone.abort(), { once: true });
    this.watch.add(stream, actor, 'chat:read');
    await this.relay.send(events, stream);
  }

  /** Stops what the agent does in the conversation. */
  @Post(':sessionKey/abort')
  @ApiParam(SESSION)
  @HttpCode(200)
  @Authorize('agents:chat')
  @ApiProblems('agent_not_running', 'runtime_unreachable', 'runtime_refused', 'runtime_timeout')
  @ApiOkResponse({ type: ChatAbortedDto })
  async abortChat(
    @Actor() actor: WorkspaceActor,
    @Param('agentId', UuidPipe) agentId: string,
    @Param('sessionKey', SessionKeyPipe) sessionKey: string,
    @Body() body: AbortChatDto,
  ): Promise<ChatAbortedDto> {
    return { aborted: await this.chat.abort(actor, agentId, { sessionKey, ...body }) };
  }
}
