import { Actor, ApiProblems, Authorize, type WorkspaceActor } from '@nora/http-kit';
import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiAcceptedResponse, ApiOkResponse, ApiParam, ApiTags } from '@nestjs/swagger';
import { RebuiltFrom } from '../idempotency/rebuilt-from';
import { AgentsService } from './agents.service';
import { AgentDto, AgentPageDto } from './dto/agent.dto';
import { CreateAgentResultDto } from './dto/create-agent-result.dto';
import { CreateAgentDto } from './dto/create-agent.dto';
import { ListAgentsQueryDto } from './dto/list-agents-query.dto';

@ApiTags('Agents')
@Controller()
export class AgentsController {
  constructor(private readonly agents: AgentsService) {}

  /** Agents of a workspace. */
  @Get('workspaces/:workspaceId/agents')
  @Authorize('agents:read')
  @ApiParam({ name: 'workspaceId', format: 'uuid' })
  @ApiOkResponse({ type: AgentPageDto })
  listAgents(
    @Actor() { workspaceId }: WorkspaceActor,
    @Query() query: ListAgentsQueryDto,
  ): Promise<AgentPageDto> {
    return this.agents.list(workspaceId, query);
  }

  /** Makes an agent; its first deployment goes on after the answer. */
  @Post('workspaces/:workspaceId/agents')
  @HttpCode(202)
  @Authorize('agents:write')
  @ApiParam({ name: 'workspaceId', format: 'uuid' })
  @ApiProblems('name_taken', 'unknown_runtime_family', 'unknown_deploy_target', 'unknown_sandbox_profile')
  @ApiProblems('unknown_provider', 'provider_disabled', 'target_release_blocked', 'target_not_configured')
  @ApiProblems('unsupported_combination', 'unsupported_capability', 'workspace_ending')
  @RebuiltFrom('agent-and-deployment')
  @ApiAcceptedResponse({ type: CreateAgentResultDto })
  createAgent(@Actor() actor: WorkspaceActor, @Body() body: CreateAgentDto): Promise<CreateAgentResultDto> {
    return this.agents.create(actor, body);
  }

  /** One agent; a deleted one as long as its data is kept. */
  @Get('agents/:agentId')
  @Authorize('agents:read')
  @ApiOkResponse({ type: AgentDto })
  getAgent(@Actor() { workspaceId }: WorkspaceActor, @Param('agentId') agentId: string): Promise<AgentDto> {
    return this.agents.get(workspaceId, agentId);
  }
}
