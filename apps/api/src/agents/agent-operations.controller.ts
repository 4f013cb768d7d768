import { Actor, ApiProblems, Authorize, type WorkspaceActor } from '@nora/http-kit';
import { Controller, Delete, HttpCode, Param, Post } from '@nestjs/common';
import { ApiAcceptedResponse, ApiTags } from '@nestjs/swagger';
import { OperationResultDto } from '../deployments/deployment.dto';
import { AgentOperationsService } from './agent-operations.service';

/** Lifecycle calls. All answer 202 with the deployment that carries them out. */
@ApiTags('Agents')
@Controller('agents/:agentId')
export class AgentOperationsController {
  constructor(private readonly operations: AgentOperationsService) {}

  /** Stops the agent and removes everything it has. */
  @Delete()
  @HttpCode(202)
  @Authorize('agents:write')
  @ApiProblems('operation_in_progress', 'operation_not_allowed')
  @ApiAcceptedResponse({ type: OperationResultDto })
  deleteAgent(
    @Actor() actor: WorkspaceActor,
    @Param('agentId') agentId: string,
  ): Promise<OperationResultDto> {
    return this.operations.request(actor, agentId, 'delete');
  }

  @Post('start')
  @HttpCode(202)
  @Authorize('agents:write')
  @ApiProblems('operation_in_progress', 'operation_not_allowed')
  @ApiAcceptedResponse({ type: OperationResultDto })
  startAgent(@Actor() actor: WorkspaceActor, @Param('agentId') agentId: string): Promise<OperationResultDto> {
    return this.operations.request(actor, agentId, 'start');
  }

  @Post('stop')
  @HttpCode(202)
  @Authorize('agents:write')
  @ApiProblems('operation_in_progress', 'operation_not_allowed')
  @ApiAcceptedResponse({ type: OperationResultDto })
  stopAgent(@Actor() actor: WorkspaceActor, @Param('agentId') agentId: string): Promise<OperationResultDto> {
    return this.operations.request(actor, agentId, 'stop');
  }

  @Post('restart')
  @HttpCode(202)
  @Authorize('agents:write')
  @ApiProblems('operation_in_progress', 'operation_not_allowed')
  @ApiAcceptedResponse({ type: OperationResultDto })
  restartAgent(
    @Actor() actor: WorkspaceActor,
    @Param('agentId') agentId: string,
  ): Promise<OperationResultDto> {
    return this.operations.request(actor, agentId, 'restart');
  }

  /** Makes the runtime anew from the current version; its state is kept. */
  @Post('redeploy')
  @HttpCode(202)
  @Authorize('agents:write')
  @ApiProblems('operation_in_progress', 'operation_not_allowed')
  @ApiAcceptedResponse({ type: OperationResultDto })
  redeployAgent(
    @Actor() actor: WorkspaceActor,
    @Param('agentId') agentId: string,
  ): Promise<OperationResultDto> {
    return this.operations.request(actor, agentId, 'redeploy');
  }
}
