import { Actor, ApiProblems, Authorize, SseStream, type WorkspaceActor } from '@nora/http-kit';
import { Controller, Get, Param, Query, Res } from '@nestjs/common';
import { ApiOkResponse, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { StreamWatch } from '../access/stream-watch';
import { LogsQueryDto } from './logs-query.dto';
import { LogsService } from './logs.service';

@ApiTags('Logs')
@Controller('agents/:agentId/logs')
export class LogsController {
  constructor(
    private readonly logs: LogsService,
    private readonly watch: StreamWatch,
  ) {}

  /** Log of the runtime as server-sent events: `line {at, stream, text}` and at last `end {reason}`. */
  @Get()
  @Authorize('agents:logs')
  @ApiProduces('text/event-stream')
  @ApiProblems('target_not_configured')
  @ApiOkResponse({ schema: { type: 'string' }, description: 'Events whose `data` is JSON.' })
  async streamAgentLogs(
    @Actor() actor: WorkspaceActor,
    @Param('agentId') agentId: string,
    @Query() query: LogsQueryDto,
    @Res() response: Response,
  ): Promise<void> {
    const log = await this.logs.open(actor, agentId, query);
    const stream = new SseStream(response);
    this.watch.add(stream, actor, 'agents:logs');
    await this.logs.send(log, query, stream);
  }
}
