import { Authorize } from '@nora/http-kit';
import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { AdminOverviewDto } from './admin-overview.dto';
import { AdminOverviewService } from './admin-overview.service';

@ApiTags('Admin')
@Controller('admin/overview')
export class AdminOverviewController {
  constructor(private readonly overview: AdminOverviewService) {}

  /** Counts over the whole installation. */
  @Get()
  @Authorize('platform:read')
  @ApiOkResponse({ type: AdminOverviewDto })
  getAdminOverview(): Promise<AdminOverviewDto> {
    return this.overview.get();
  }
}
