import { Actor, ApiProblems, Authorize, type WorkspaceActor } from '@nora/http-kit';
import { Body, Controller, HttpCode, Param, Patch, Post } from '@nestjs/common';
import { ApiAcceptedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { OperationResultDto } from '../../deployments/deployment.dto';
import { RebuiltFrom } from '../../idempotency/rebuilt-from';
import { ChangeAgentDto, ChangeResultDto } from './change-agent.dto';
import { ChangesService } from './changes.service';
import { RollbackDto } from './rollback.dto';

/** Changes of what an agent is made from. */
@ApiTags('Agents')
@Controller('agents/:agentId')
export class ChangesController {
  constructor(private readonly changes: ChangesService) {}

  /** Changes the name, or the resources, or the policy for drift; the latter also together with one of them. */
  @Patch()
  @Authorize('agents:write')
  @RebuiltFrom('agent-and-deployment')
  @ApiProblems('operation_in_progress', 'operation_not_allowed', 'conflict', 'name_taken')
  @ApiProblems('unsupported_capability')
  @ApiOkResponse({ type: ChangeResultDto })
  updateAgent(
    @Actor() actor: WorkspaceActor,
    @Param('agentId') agentId: string,
    @Body() body: ChangeAgentDto,
  ): Promise<ChangeResultDto> {
    return this.changes.change(actor, agentId, body);
  }

  /** Deploys an older version as a new one. Data and name are kept. */
  @Post('rollback')
  @HttpCode(202)
  @Authorize('agents:write')
  @RebuiltFrom('deployment')
  @ApiProblems('operation_in_progress', 'operation_not_allowed', 'conflict', 'unsupported_capability')
  @ApiAcceptedResponse({ type: OperationResultDto })
  rollbackAgent(
    @Actor() actor: WorkspaceActor,
    @Param('agentId') agentId: string,
    @Body() { version }: RollbackDto,
  ): Promise<OperationResultDto> {
    return this.changes.rollback(actor, agentId, version);
  }
}
