import { Actor, Authorize, type WorkspaceActor } from '@nora/http-kit';
import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiOkResponse, ApiParam, ApiTags } from '@nestjs/swagger';
import { BulkOperationDto, BulkResultsDto } from './bulk.dto';
import { BulkService } from './bulk.service';

/** The same asked of several agents of a workspace. */
@ApiTags('Agents')
@Controller('workspaces/:workspaceId/agents')
export class BulkController {
  constructor(private readonly bulk: BulkService) {}

  /** Asks the same of several agents; each is accepted or refused on its own. */
  @Post('bulk')
  @HttpCode(200)
  @Authorize('agents:write')
  @ApiParam({ name: 'workspaceId', format: 'uuid' })
  @ApiOkResponse({ type: BulkResultsDto })
  operateAgents(@Actor() actor: WorkspaceActor, @Body() body: BulkOperationDto): Promise<BulkResultsDto> {
    return this.bulk.operate(actor, body);
  }
}
