import { Actor, Authorize, type WorkspaceActor } from '@nora/http-kit';
import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiParam, ApiTags } from '@nestjs/swagger';
import { ListAuditQueryDto } from './audit-filter.dto';
import { AuditPageDto } from './audit.dto';
import { AuditService } from './audit.service';

/** The audit log of a workspace. */
@ApiTags('Audit')
@Controller('workspaces/:workspaceId/audit')
export class AuditController {
  constructor(private readonly audit: AuditService) {}

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
}
