import { Actor, ApiProblems, Authorize, type WorkspaceActor } from '@nora/http-kit';
import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiAcceptedResponse, ApiTags } from '@nestjs/swagger';
import { RebuiltFrom } from '../../idempotency/rebuilt-from';
import { CreateAgentResultDto } from '../dto/create-agent-result.dto';
import { DuplicateAgentDto } from './duplicate.dto';
import { DuplicatesService } from './duplicates.service';

/** Agents made from agents. */
@ApiTags('Agents')
@Controller('agents/:agentId')
export class DuplicatesController {
  constructor(private readonly duplicates: DuplicatesService) {}

  /** Makes another agent of the same shape, in the same workspace, with credentials of its own. */
  @Post('duplicate')
  @HttpCode(202)
  @Authorize('agents:write')
  @RebuiltFrom('agent-and-deployment')
  @ApiProblems('name_taken', 'operation_not_allowed', 'target_not_configured', 'target_release_blocked')
  @ApiProblems('unknown_runtime_family', 'unknown_deploy_target', 'unknown_sandbox_profile')
  @ApiProblems('unknown_provider', 'unsupported_combination', 'unsupported_capability', 'workspace_ending')
  @ApiAcceptedResponse({ type: CreateAgentResultDto })
  duplicateAgent(
    @Actor() actor: WorkspaceActor,
    @Param('agentId') agentId: string,
    @Body() body: DuplicateAgentDto,
  ): Promise<CreateAgentResultDto> {
    return this.duplicates.duplicate(actor, agentId, body);
  }
}
