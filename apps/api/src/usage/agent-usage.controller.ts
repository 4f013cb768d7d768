import { Actor, Authorize, type WorkspaceActor } from '@nora/http-kit';
import { Controller, Get, Param, Query, Res } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { StreamWatch } from '../access/stream-watch';
import { CSV_CONTENT, CSV_TYPE, csvTable } from '../core/csv-table';
import { Download } from '../core/download';
import { ListModelCallsQueryDto, ModelCallPageDto } from './dto/model-call.dto';
import { UsageDto } from './dto/usage.dto';
import { AgentUsageQueryDto, UsageWindowQueryDto } from './dto/usage-query.dto';
import { ModelCallsService } from './model-calls.service';
import { USAGE_COLUMNS, UsageExport } from './usage-export';
import { UsageService } from './usage.service';

/** What one agent used models for. */
@ApiTags('Usage')
@Controller('agents/:agentId')
export class AgentUsageController {
  constructor(
    private readonly usage: UsageService,
    private readonly calls: ModelCallsService,
    private readonly exports: UsageExport,
    private readonly watch: StreamWatch,
  ) {}

  /** Tokens, calls and cost over a time, told apart by model or provider. */
  @Get('usage')
  @Authorize('usage:read')
  @ApiOkResponse({ type: UsageDto })
  getAgentUsage(
    @Actor() { workspaceId }: WorkspaceActor,
    @Param('agentId') agentId: string,
    @Query() asked: AgentUsageQueryDto,
  ): Promise<UsageDto> {
    return this.usage.ofWorkspace(workspaceId, agentId, asked);
  }

  /** The same as a table, with a row for each step, provider and model. */
  @Get('usage.csv')
  @Authorize('usage:read')
  @ApiOkResponse(CSV_CONTENT)
  async exportAgentUsage(
    @Actor() actor: WorkspaceActor,
    @Param('agentId') agentId: string,
    @Query() asked: UsageWindowQueryDto,
    @Res() response: Response,
  ): Promise<void> {
    const { fileName, rows } = await this.exports.open(actor.workspaceId, agentId, asked);
    const download = new Download(response);
    this.watch.add(download, actor, 'usage:read');
    await download.attach({ fileName, contentType: CSV_TYPE }, rows(), await csvTable(USAGE_COLUMNS));
  }

  /** Single calls, newest first, with whom each was sent to. They are kept for a time; sums are kept for good. */
  @Get('model-calls')
  @Authorize('usage:read')
  @ApiOkResponse({ type: ModelCallPageDto })
  listModelCalls(
    @Actor() { workspaceId }: WorkspaceActor,
    @Param('agentId') agentId: string,
    @Query() query: ListModelCallsQueryDto,
  ): Promise<ModelCallPageDto> {
    return this.calls.list({ workspaceId, agentId }, query);
  }
}
