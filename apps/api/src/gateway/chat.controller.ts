import { Actor, ApiProblems, Authorize, NotRepeatable, SseStream, type WorkspaceActor } from '@nora/http-kit';
import { Body, Controller, HttpCode, Param, Post, Res } from '@nestjs/common';
import { ApiOkResponse, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { StreamWatch } from '../access/stream-watch';
import { ChatDto } from './chat.dto';
import { ChatService } from './chat.service';

@ApiTags('Gateway')
@Controller('agents/:agentId/gateway')
export class ChatController {
  constructor(
    private readonly chat: ChatService,
    private readonly watch: StreamWatch,
  ) {}

  /**
   * One turn, as server-sent events: `delta {text}` as the text arrives, then `done {sessionKey, usage?}` or
   * `error {code, detail}`. Closing the connection aborts the turn.
   */
  @Post('chat')
  @HttpCode(200)
  @Authorize('agents:chat')
  @NotRepeatable()
  @ApiProduces('text/event-stream')
  @ApiProblems('agent_not_running', 'runtime_unreachable', 'runtime_refused', 'runtime_timeout')
  @ApiOkResponse({ schema: { type: 'string' }, description: 'Events whose `data` is JSON.' })
  async chatWithAgent(
    @Actor() actor: WorkspaceActor,
    @Param('agentId') agentId: string,
    @Body() body: ChatDto,
    @Res() response: Response,
  ): Promise<void> {
    const gone = new AbortController();
    response.on('close', () => gone.abort());
    const turn = await this.chat.start(actor, agentId, body, gone.signal);
    const stream = new SseStream(response);
    stream.signal.addEventListener('abort', () => gone.abort(), { once: true });
    this.watch.add(stream, actor, 'agents:chat');
    await this.chat.relay(turn, stream);
  }
}
