import { Authorize } from '@nora/http-kit';
import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { HealthReportDto } from './admin-health.dto';
import { AdminHealthService } from './admin-health.service';

@ApiTags('Admin')
@Controller('admin/health')
export class AdminHealthController {
  constructor(private readonly health: AdminHealthService) {}

  /** Looks at everything this installation stands on: what was seen, and what to do. */
  @Get()
  @Authorize('platform:read')
  @ApiOkResponse({ type: HealthReportDto })
  getAdminHealth(): Promise<HealthReportDto> {
    return this.health.examine();
  }
}
