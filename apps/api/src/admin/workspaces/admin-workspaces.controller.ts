import { Authorize } from '@nora/http-kit';
import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiParam, ApiTags } from '@nestjs/swagger';
import { UuidPipe } from '../../core/uuid.pipe';
import { AdminWorkspacesService } from './admin-workspaces.service';
import { ListTenantsQueryDto, TenantDetailDto, TenantPageDto } from './dto/tenant.dto';

/** All workspaces of the installation. */
@ApiTags('Admin')
@Controller('admin/workspaces')
export class AdminWorkspacesController {
  constructor(private readonly tenants: AdminWorkspacesService) {}

  /** Newest first, deleted ones too. */
  @Get()
  @Authorize('tenants:read')
  @ApiOkResponse({ type: TenantPageDto })
  listTenants(@Query() query: ListTenantsQueryDto): Promise<TenantPageDto> {
    return this.tenants.list(query);
  }

  /** One workspace, with its members and agents. */
  @Get(':tenantId')
  @ApiParam({ name: 'tenantId', format: 'uuid' })
  @Authorize('tenants:read')
  @ApiOkResponse({ type: TenantDetailDto })
  getTenant(@Param('tenantId', UuidPipe) tenantId: string): Promise<TenantDetailDto> {
    return this.tenants.get(tenantId);
  }
}
