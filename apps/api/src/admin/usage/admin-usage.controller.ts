import { Authorize } from '@nora/http-kit';
import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { UsageDto } from '../../usage/dto/usage.dto';
import { FleetUsageQueryDto } from '../../usage/dto/usage-query.dto';
import { UsageService } from '../../usage/usage.service';

/** What the whole installation used models for. */
@ApiTags('Admin')
@Controller('admin/usage')
export class AdminUsageController {
  constructor(private readonly usage: UsageService) {}

  /** Tokens, calls and cost of all workspaces over a time; days are those of UTC. */
  @Get()
  @Authorize('fleet-usage:read')
  @ApiOkResponse({ type: UsageDto })
  getFleetUsage(@Query() asked: FleetUsageQueryDto): Promise<UsageDto> {
    return this.usage.ofFleet(asked);
  }
}
