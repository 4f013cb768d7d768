import { Actor, ApiProblems, Authorize, type WorkspaceActor } from '@nora/http-kit';
import { Body, Controller, Get, Param, Put } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { AgentModelsReader } from './agent-models.reader';
import { AgentModelsService } from './agent-models.service';
import { AgentModelDto } from './dto/agent-model.dto';
import { SetAgentModelDto } from './dto/set-agent-model.dto';

/** Which model an agent talks to. */
@ApiTags('Models')
@Controller('agents/:agentId/model')
export class AgentModelsController {
  constructor(
    private readonly models: AgentModelsService,
    private readonly reader: AgentModelsReader,
  ) {}

  /** What an agent is bound to. */
  @Get()
  @Authorize('agents:read')
  @ApiOkResponse({ type: AgentModelDto })
  getAgentModel(
    @Actor() { workspaceId }: WorkspaceActor,
    @Param('agentId') agentId: string,
  ): Promise<AgentModelDto> {
    return this.reader.get(workspaceId, agentId);
  }

  /** Binds an agent to another model. It holds from the next call on; the runtime goes on as it is. */
  @Put()
  @Authorize('agents:write')
  @ApiProblems('unknown_provider', 'provider_disabled', 'unsupported_combination', 'operation_not_allowed')
  @ApiOkResponse({ type: AgentModelDto })
  setAgentModel(
    @Actor() actor: WorkspaceActor,
    @Param('agentId') agentId: string,
    @Body() body: SetAgentModelDto,
  ): Promise<AgentModelDto> {
    return this.models.set(actor, agentId, body);
  }
}
