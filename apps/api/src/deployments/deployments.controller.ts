import { Actor, ApiProblems, Authorize, PageQueryDto, type WorkspaceActor } from '@nora/http-kit';
import { Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiAcceptedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { RebuiltFrom } from '../idempotency/rebuilt-from';
import { DeploymentDto, DeploymentPageDto, OperationResultDto } from './deployment.dto';
import { DeploymentsService } from './deployments.service';

@ApiTags('Deployments')
@Controller()
export class DeploymentsController {
  constructor(private readonly deployments: DeploymentsService) {}

  /** Deployments of an agent with their steps, newest first. */
  @Get('agents/:agentId/deployments')
  @Authorize('agents:read')
  @ApiOkResponse({ type: DeploymentPageDto })
  listAgentDeployments(
    @Actor() { workspaceId }: WorkspaceActor,
    @Param('agentId') agentId: string,
    @Query() query: PageQueryDto,
  ): Promise<DeploymentPageDto> {
    return this.deployments.listOfAgent(workspaceId, agentId, query);
  }

  /** One deployment with its steps in order. */
  @Get('deployments/:deploymentId')
  @Authorize('agents:read')
  @ApiOkResponse({ type: DeploymentDto })
  getDeployment(
    @Actor() { workspaceId }: WorkspaceActor,
    @Param('deploymentId') deploymentId: string,
  ): Promise<DeploymentDto> {
    return this.deployments.get(workspaceId, deploymentId);
  }

  /** Calls it off: at once when nobody has begun, else as soon as its worker has put things right. */
  @Post('deployments/:deploymentId/cancel')
  @HttpCode(202)
  @Authorize('agents:write')
  @RebuiltFrom('deployment')
  @ApiProblems('operation_not_allowed')
  @ApiAcceptedResponse({ type: OperationResultDto })
  cancelDeployment(
    @Actor() actor: WorkspaceActor,
    @Param('deploymentId') deploymentId: string,
  ): Promise<OperationResultDto> {
    return this.deployments.cancel(actor, deploymentId);
  }

  /** Tries what failed or was cancelled again, as a new deployment. Only the newest of an agent can be. */
  @Post('deployments/:deploymentId/retry')
  @HttpCode(202)
  @Authorize('agents:write')
  @RebuiltFrom('deployment')
  @ApiProblems('operation_in_progress', 'operation_not_allowed', 'name_taken', 'workspace_ending')
  @ApiAcceptedResponse({ type: OperationResultDto })
  retryDeployment(
    @Actor() actor: WorkspaceActor,
    @Param('deploymentId') deploymentId: string,
  ): Promise<OperationResultDto> {
    return this.deployments.retry(actor, deploymentId);
  }
}
