import { Actor, ApiProblems, Authorize, NotRepeatable, SseStream, type WorkspaceActor } from '@nora/http-kit';
import type { Logger } from '@nora/observability';
import { Body, Controller, HttpCode, Inject, Param, Post, Res } from '@nestjs/common';
import { ApiOkResponse, ApiParam, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { StreamWatch } from '../../access/stream-watch';
import { LOGGER } from '../../core/logger';
import { UuidPipe } from '../../core/uuid.pipe';
import { ChatDto } from './chat.dto';
import { ChatRelay } from './chat.relay';
import { ChatService, type StartedTurn } from './chat.service';

@ApiTags('Chat')
@ApiParam({ name: 'agentId', format: 'uuid' })
@Controller('agents/:agentId/gateway')
export class ChatController {
  constructor(
    private readonly chat: ChatService,
    private readonly relay: ChatRelay,
    private readonly watch: StreamWatch,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /**
   * One turn, as server-sent events: `start {sessionKey, runId}`, then `status {phase}`, `thinking {text}`,
   * `delta {text}` and `tool {id, name, phase, input?, output?, isError?}` as they happen, and at last
   * `done {sessionKey, runId, stopped?, usage?}` or `error {code, detail}`. After `missed {reason}` the turn is told from
   * its beginning. Closing the connection aborts the turn, unless it is detached.
   */
  @Post('chat')
  @HttpCode(200)
  @Authorize('agents:chat')
  @NotRepeatable()
  @ApiProduces('text/event-stream')
  @ApiProblems('agent_not_running', 'operation_in_progress', 'payload_too_large')
  @ApiProblems('runtime_unreachable', 'runtime_refused', 'runtime_timeout')
  @ApiOkResponse({ schema: { type: 'string' }, description: 'Events whose `data` is JSON.' })
  async chatWithAgent(
    @Actor() actor: WorkspaceActor,
    @Param('agentId', UuidPipe) agentId: string,
    @Body() body: ChatDto,
    @Res() response: Response,
  ): Promise<void> {
    const gone = new AbortController();
    response.on('close', () => gone.abort());
    const turn = await this.chat.start(actor, agentId, body, gone.signal);
    const stream = new SseStream(response);
    stream.signal.addEventListener('abort', () => gone.abort(), { once: true });
    this.watch.add(stream, actor, 'agents:chat');
    const ended = await this.relay.send(turn.events, stream);
    if (!ended && body.detached !== true) await this.giveUp(actor, agentId, turn);
  }

  private async giveUp(actor: WorkspaceActor, agentId: string, turn: StartedTurn): Promise<void> {
    try {
      await this.chat.giveUp(actor, agentId, turn);
    } catch (error) {
      this.logger.warn({ error, agentId }, 'a turn that nobody reads could not be aborted');
    }
  }
}
