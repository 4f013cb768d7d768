import { Authorize } from '@nora/http-kit';
import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { ListPlatformAuditQueryDto } from './audit-filter.dto';
import { AuditPageDto } from './audit.dto';
import { AuditService } from './audit.service';

/** The audit log of the installation. */
@ApiTags('Admin')
@Controller('admin/audit')
export class AdminAuditController {
  constructor(private readonly audit: AuditService) {}

  /** What was done in the installation and in all its workspaces, newest first. */
  @Get()
  @Authorize('platform-audit:read')
  @ApiOkResponse({ type: AuditPageDto })
  listAudit(@Query() query: ListPlatformAuditQueryDto): Promise<AuditPageDto> {
    return this.audit.list(query);
  }
}
