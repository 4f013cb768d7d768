import { Actor, Authorize, type WorkspaceActor } from '@nora/http-kit';
import { Controller, Get, Query, Res } from '@nestjs/common';
import { ApiOkResponse, ApiParam, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { StreamWatch } from '../access/stream-watch';
import { ExportAuditQueryDto, ListAuditQueryDto } from './audit-filter.dto';
import { AuditPageDto, EXPORT_CONTENT } from './audit.dto';
import { AuditService } from './audit.service';
import { ExportService } from './export.service';
import { ExportDownload } from './send-export';

/** The audit log of a workspace. */
@ApiTags('Audit')
@Controller('workspaces/:workspaceId/audit')
export class AuditController {
  constructor(
    private readonly audit: AuditService,
    private readonly exports: ExportService,
    private readonly watch: StreamWatch,
  ) {}

  /** What was done in a workspace, newest first. */
  @Get()
  @Authorize('audit:read')
  @ApiParam({ name: 'workspaceId', format: 'uuid' })
  @ApiOkResponse({ type: AuditPageDto })
  listWorkspaceAudit(
    @Actor() { workspaceId }: WorkspaceActor,
    @Query() query: ListAuditQueryDto,
  ): Promise<AuditPageDto> {
    return this.audit.list({ ...query, workspaceId });
  }

  /** The same as a file, oldest first, up to this moment. JSON Lines are verified with `nora audit verify`. */
  @Get('export')
  @Authorize('audit:read')
  @ApiParam({ name: 'workspaceId', format: 'uuid' })
  @ApiOkResponse(EXPORT_CONTENT)
  async exportWorkspaceAudit(
    @Actor() actor: WorkspaceActor,
    @Query() { format, ...filter }: ExportAuditQueryDto,
    @Res() response: Response,
  ): Promise<void> {
    const opened = await this.exports.open(actor, { workspace: actor.workspaceId, filter, format });
    const download = new ExportDownload(response);
    this.watch.add(download, actor, 'audit:read');
    await download.send(opened);
  }
}
