import { Actor, ApiProblems, Authorize, type WorkspaceActor } from '@nora/http-kit';
import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiAcceptedResponse, ApiBody, ApiTags } from '@nestjs/swagger';
import { RebuiltFrom } from '../../idempotency/rebuilt-from';
import { CreateAgentResultDto } from '../dto/create-agent-result.dto';
import { RestoreAgentDto } from './lifecycle.dto';
import { RestoreService } from './restore.service';

/** The return of deleted agents whose data was kept. */
@ApiTags('Agents')
@Controller('agents/:agentId')
export class RestoreController {
  constructor(private readonly restoration: RestoreService) {}

  /** Brings a deleted agent back whose data was kept, with new credentials. */
  @Post('restore')
  @HttpCode(202)
  @Authorize('agents:write')
  @RebuiltFrom('agent-and-deployment')
  @ApiBody({ type: RestoreAgentDto, required: false })
  @ApiProblems('operation_in_progress', 'operation_not_allowed', 'name_taken', 'workspace_ending')
  @ApiAcceptedResponse({ type: CreateAgentResultDto })
  restoreAgent(
    @Actor() actor: WorkspaceActor,
    @Param('agentId') agentId: string,
    @Body() { name }: RestoreAgentDto,
  ): Promise<CreateAgentResultDto> {
    return this.restoration.restore(actor, agentId, name ?? null);
  }
}
