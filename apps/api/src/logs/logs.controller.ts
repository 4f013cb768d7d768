import { Actor, ApiProblems, Authorize, SseStream, type WorkspaceActor } from '@nora/http-kit';
import { Controller, Get, Headers, Param, Query, Res } from '@nestjs/common';
import { ApiHeader, ApiOkResponse, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { StreamWatch } from '../access/stream-watch';
import { Download } from '../core/download';
import { parsePosition } from './log-position';
import { LogFilterDto, LogsQueryDto } from './logs-query.dto';
import { LogsService } from './logs.service';

@ApiTags('Logs')
@Controller('agents/:agentId/logs')
export class LogsController {
  constructor(
    private readonly logs: LogsService,
    private readonly watch: StreamWatch,
  ) {}

  /**
   * Log of the runtime, also of one that has ended, as server-sent events: `line {at, stream, level, text}`,
   * `kept {count}` behind the lines there were when a log that is followed was opened, `dropped {count, since, until}`
   * for lines that came faster than they were read, and at last `end {reason}`.
   */
  @Get()
  @Authorize('agents:logs')
  @ApiHeader({
    name: 'Last-Event-ID',
    required: false,
    description: '`id` of the last line that was seen: goes on behind it.',
  })
  @ApiProduces('text/event-stream')
  @ApiProblems('target_not_configured')
  @ApiOkResponse({ schema: { type: 'string' }, description: 'Events whose `data` is JSON.' })
  async streamAgentLogs(
    @Actor() actor: WorkspaceActor,
    @Param('agentId') agentId: string,
    @Query() query: LogsQueryDto,
    @Headers('last-event-id') header: string | undefined,
    @Res() response: Response,
  ): Promise<void> {
    if (header !== undefined && parsePosition(header)) query.lastEventId = header;
    const log = await this.logs.open(actor, agentId, 'agent.logs', query);
    const stream = new SseStream(response);
    this.watch.add(stream, actor, 'agents:logs');
    await this.logs.send(log, query, stream);
  }

  /** Everything that the backend has kept of the log, as a file with one line for each: time, stream, text. */
  @Get('download')
  @Authorize('agents:logs')
  @ApiProduces('text/plain')
  @ApiProblems('target_not_configured')
  @ApiOkResponse({ schema: { type: 'string' } })
  async downloadAgentLogs(
    @Actor() actor: WorkspaceActor,
    @Param('agentId') agentId: string,
    @Query() query: LogFilterDto,
    @Res() response: Response,
  ): Promise<void> {
    const log = await this.logs.open(actor, agentId, 'agent.download-logs', query);
    const download = new Download(response);
    this.watch.add(download, actor, 'agents:logs');
    await this.logs.download(log, query, download);
  }
}
