import { Actor, ApiProblems, Authorize, type WorkspaceActor } from '@nora/http-kit';
import { Body, Controller, Delete, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiAcceptedResponse, ApiBody, ApiTags } from '@nestjs/swagger';
import { OperationResultDto } from '../../deployments/deployment.dto';
import { RebuiltFrom } from '../../idempotency/rebuilt-from';
import { DeleteAgentQueryDto, RedeployDto } from './lifecycle.dto';
import { LifecycleService } from './lifecycle.service';

/** Lifecycle calls. All answer 202 with the deployment that carries them out. */
@ApiTags('Agents')
@Controller('agents/:agentId')
export class LifecycleController {
  constructor(private readonly lifecycle: LifecycleService) {}

  /**
   * Stops the agent and removes everything it has. With `keepData` its data stays, so that it can be restored;
   * asked again of such an agent, the data is removed too.
   */
  @Delete()
  @HttpCode(202)
  @Authorize('agents:write')
  @RebuiltFrom('deployment')
  @ApiProblems('operation_in_progress', 'operation_not_allowed')
  @ApiAcceptedResponse({ type: OperationResultDto })
  deleteAgent(
    @Actor() actor: WorkspaceActor,
    @Param('agentId') agentId: string,
    @Query() query: DeleteAgentQueryDto,
  ): Promise<OperationResultDto> {
    return this.lifecycle.request(actor, agentId, LifecycleService.deletion(query));
  }

  /** Starts an agent that is stopped or has failed. */
  @Post('start')
  @HttpCode(202)
  @Authorize('agents:write')
  @RebuiltFrom('deployment')
  @ApiProblems('operation_in_progress', 'operation_not_allowed')
  @ApiAcceptedResponse({ type: OperationResultDto })
  startAgent(@Actor() actor: WorkspaceActor, @Param('agentId') agentId: string): Promise<OperationResultDto> {
    return this.lifecycle.request(actor, agentId, { kind: 'start' });
  }

  /** Lets the agent drain, then stops it. */
  @Post('stop')
  @HttpCode(202)
  @Authorize('agents:write')
  @RebuiltFrom('deployment')
  @ApiProblems('operation_in_progress', 'operation_not_allowed')
  @ApiAcceptedResponse({ type: OperationResultDto })
  stopAgent(@Actor() actor: WorkspaceActor, @Param('agentId') agentId: string): Promise<OperationResultDto> {
    return this.lifecycle.request(actor, agentId, { kind: 'stop' });
  }

  /** Stops and starts an agent. */
  @Post('restart')
  @HttpCode(202)
  @Authorize('agents:write')
  @RebuiltFrom('deployment')
  @ApiProblems('operation_in_progress', 'operation_not_allowed')
  @ApiAcceptedResponse({ type: OperationResultDto })
  restartAgent(
    @Actor() actor: WorkspaceActor,
    @Param('agentId') agentId: string,
  ): Promise<OperationResultDto> {
    return this.lifecycle.request(actor, agentId, { kind: 'restart' });
  }

  /** Makes the runtime anew from the current version; its state is kept. */
  @Post('redeploy')
  @HttpCode(202)
  @Authorize('agents:write')
  @RebuiltFrom('deployment')
  @ApiBody({ type: RedeployDto, required: false })
  @ApiProblems('operation_in_progress', 'operation_not_allowed')
  @ApiAcceptedResponse({ type: OperationResultDto })
  redeployAgent(
    @Actor() actor: WorkspaceActor,
    @Param('agentId') agentId: string,
    @Body() { freshStorage }: RedeployDto,
  ): Promise<OperationResultDto> {
    const options = freshStorage ? { freshStorage } : {};
    return this.lifecycle.request(actor, agentId, { kind: 'redeploy', options });
  }
}
