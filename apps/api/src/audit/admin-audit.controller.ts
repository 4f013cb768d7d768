import { DomainError } from '@nora/contracts';
import { Actor, Authorize, type Principal } from '@nora/http-kit';
import { Controller, Get, HttpCode, Post, Query, Res } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { StreamWatch } from '../access/stream-watch';
import { ExportPlatformAuditQueryDto, ListPlatformAuditQueryDto } from './audit-filter.dto';
import { AuditPageDto, EXPORT_CONTENT } from './audit.dto';
import { AuditService } from './audit.service';
import { ExportService } from './export.service';
import { ExportDownload } from './send-export';
import { AuditKeyDto, AuditVerificationDto } from './verification.dto';
import { VerificationService } from './verification.service';

/** The audit log of the installation. */
@ApiTags('Admin')
@Controller('admin/audit')
export class AdminAuditController {
  constructor(
    private readonly audit: AuditService,
    private readonly exports: ExportService,
    private readonly verification: VerificationService,
    private readonly watch: StreamWatch,
  ) {}

  /** What was done in the installation and in all its workspaces, newest first. */
  @Get()
  @Authorize('platform-audit:read')
  @ApiOkResponse({ type: AuditPageDto })
  listAudit(@Query() query: ListPlatformAuditQueryDto): Promise<AuditPageDto> {
    return this.audit.list(query);
  }

  /** The same as a file, oldest first, up to this moment. Without a filter it holds the whole chain, so that every gap shows. */
  @Get('export')
  @Authorize('platform-audit:read')
  @ApiOkResponse(EXPORT_CONTENT)
  async exportAudit(
    @Actor() actor: Principal,
    @Query() { format, ...filter }: ExportPlatformAuditQueryDto,
    @Res() response: Response,
  ): Promise<void> {
    const opened = await this.exports.open(actor, { workspace: null, filter, format });
    const download = new ExportDownload(response);
    this.watch.add(download, actor, 'platform-audit:read');
    await download.send(opened);
  }

  /** Walks the whole chain and names the first fault. Stops when nobody waits for the answer any more. */
  @Post('verify')
  @HttpCode(200)
  @Authorize('platform-audit:read')
  @ApiOkResponse({ type: AuditVerificationDto })
  verifyAudit(
    @Actor() actor: Principal,
    @Res({ passthrough: true }) response: Response,
  ): Promise<AuditVerificationDto> {
    const gone = new AbortController();
    response.once('close', () =>
      gone.abort(new DomainError('service_unavailable', 'Nobody waits for the answer.')),
    );
    return this.verification.verify(actor, gone.signal);
  }

  /** The key that exports and checkpoints are signed with. Keep it elsewhere, and verify exports against it. */
  @Get('key')
  @Authorize('platform-audit:read')
  @ApiOkResponse({ type: AuditKeyDto })
  getAuditKey(): Promise<AuditKeyDto> {
    return this.verification.key();
  }
}
