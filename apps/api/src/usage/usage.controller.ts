import { Actor, Authorize, type WorkspaceActor } from '@nora/http-kit';
import { Controller, Get, Query, Res } from '@nestjs/common';
import { ApiOkResponse, ApiParam, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { StreamWatch } from '../access/stream-watch';
import { CSV_CONTENT, CSV_TYPE, csvTable } from '../core/csv-table';
import { Download } from '../core/download';
import { UsageDto } from './dto/usage.dto';
import { ExportUsageQueryDto, UsageQueryDto } from './dto/usage-query.dto';
import { USAGE_COLUMNS, UsageExport } from './usage-export';
import { UsageService } from './usage.service';

/** What a workspace used models for. */
@ApiTags('Usage')
@ApiParam({ name: 'workspaceId', format: 'uuid' })
@Controller('workspaces/:workspaceId')
export class UsageController {
  constructor(
    private readonly usage: UsageService,
    private readonly exports: UsageExport,
    private readonly watch: StreamWatch,
  ) {}

  /** Tokens, calls and cost over a time, told apart by agent, model or provider. */
  @Get('usage')
  @Authorize('usage:read')
  @ApiOkResponse({ type: UsageDto })
  getWorkspaceUsage(
    @Actor() { workspaceId }: WorkspaceActor,
    @Query() { agentId, ...asked }: UsageQueryDto,
  ): Promise<UsageDto> {
    return this.usage.ofWorkspace(workspaceId, agentId ?? null, asked);
  }

  /** The same as a table, with a row for each step, agent, provider and model. */
  @Get('usage.csv')
  @Authorize('usage:read')
  @ApiOkResponse(CSV_CONTENT)
  async exportWorkspaceUsage(
    @Actor() actor: WorkspaceActor,
    @Query() { agentId, ...asked }: ExportUsageQueryDto,
    @Res() response: Response,
  ): Promise<void> {
    const { fileName, rows } = await this.exports.open(actor.workspaceId, agentId ?? null, asked);
    const download = new Download(response);
    this.watch.add(download, actor, 'usage:read');
    await download.attach({ fileName, contentType: CSV_TYPE }, rows(), await csvTable(USAGE_COLUMNS));
  }
}
