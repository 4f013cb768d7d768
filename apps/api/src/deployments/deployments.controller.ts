import { Actor, Authorize, PageQueryDto, type WorkspaceActor } from '@nora/http-kit';
import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { DeploymentDto, DeploymentPageDto } from './deployment.dto';
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
}
