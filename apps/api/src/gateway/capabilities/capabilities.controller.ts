import { Actor, ApiProblems, Authorize, type WorkspaceActor } from '@nora/http-kit';
import { Controller, Get, Param } from '@nestjs/common';
import { ApiOkResponse, ApiParam, ApiTags } from '@nestjs/swagger';
import { UuidPipe } from '../../core/uuid.pipe';
import { AgentCapabilitiesDto } from './agent-capabilities.dto';
import { CapabilitiesService } from './capabilities.service';

/** What an agent can do and has done, as its runtime says. */
@ApiTags('Gateway')
@ApiParam({ name: 'agentId', format: 'uuid' })
@Controller('agents/:agentId/capabilities')
export class CapabilitiesController {
  constructor(private readonly capabilities: CapabilitiesService) {}

  /**
   * Models, tools, skills, channels, jobs of its own and what it has used, read from the runtime as the caller may see
   * them. A kind that the runtime does not tell has a reason in the place of its list.
   */
  @Get()
  @Authorize('agents:gateway')
  @ApiProblems('agent_not_running', 'runtime_unreachable', 'runtime_refused', 'runtime_timeout')
  @ApiOkResponse({ type: AgentCapabilitiesDto })
  getAgentCapabilities(
    @Actor() actor: WorkspaceActor,
    @Param('agentId', UuidPipe) agentId: string,
  ): Promise<AgentCapabilitiesDto> {
    return this.capabilities.get(actor, agentId);
  }
}
